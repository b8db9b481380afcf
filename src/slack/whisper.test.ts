import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';

import { pino } from 'pino';

import { createClient } from './client.ts';
import { createWhisper, type Listener } from './whisper.ts';

interface Answering {
  readonly calls: readonly { readonly path: string; readonly body: string }[];
  tell(listener: Partial<Listener>): Promise<void>;
  readonly url: string;
  readonly lines: readonly string[];
}

/** A server for response URLs and for the Web API: `statuses` answer the response URL in turn, then 200. */
async function answering(t: TestContext, statuses: number[], ephemeral: object = { ok: true }): Promise<Answering> {
  const calls: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    calls.push({ path, body: await text(request) });
    if (path.startsWith('/api/')) response.end(JSON.stringify(ephemeral));
    else response.writeHead(statuses.shift() ?? 200).end('ok');
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  const client = createClient({ botToken: 'xoxb-x', apiUrl: `${url}/api/`, log });
  const whisper = createWhisper({ client, log, signal: t.signal });
  const tell = (listener: Partial<Listener>) =>
    whisper({ channel: 'C1', user: 'U1', ...listener }, { text: 'hello', blocks: [] });
  return { calls, tell, url, lines };
}

const pathsOf = ({ calls }: Answering) => calls.map(({ path }) => path);

test('a response URL is used first, and never replaces the message of the button', async (t) => {
  const server = await answering(t, []);
  await server.tell({ responseUrl: `${server.url}/r`, thread: '1.1' });
  assert.deepEqual(
    server.calls.map(({ body }) => JSON.parse(body)),
    [{ response_type: 'ephemeral', replace_original: false, thread_ts: '1.1', text: 'hello', blocks: [] }],
  );
});

test('an expired or used up response URL is not tried again: the Web API takes over', async (t) => {
  const server = await answering(t, [404]);
  await server.tell({ responseUrl: `${server.url}/r` });
  assert.deepEqual(pathsOf(server), ['/r', '/api/chat.postEphemeral']);
});

test('a passing failure is tried again', async (t) => {
  const server = await answering(t, [503]);
  await server.tell({ responseUrl: `${server.url}/r` });
  assert.deepEqual(pathsOf(server), ['/r', '/r']);
});

test('what nobody takes is logged without its words, and is no error', async (t) => {
  const server = await answering(t, [410], { ok: false, error: 'user_not_in_channel' });
  await server.tell({ responseUrl: `${server.url}/r` });
  assert.deepEqual(pathsOf(server), ['/r', '/api/chat.postEphemeral']);
  assert.match(server.lines.join(''), /An answer could not be given/u);
  assert.equal(server.lines.join('').includes('hello'), false);
});
