import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test, type TestContext } from 'node:test';
import { WebSocketServer } from 'ws';

import { authForms } from '#domain/configuration.ts';
import { configuredProbes } from '#testing/configured-probes.ts';

interface Received {
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly first: string;
}

/** A server that keeps what came with the upgrade and the first message. */
async function recordingServer(t: TestContext): Promise<{ readonly url: string; next(): Promise<Received> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: ([first]) => first ?? false });
  let waiting = Promise.withResolvers<Received>();
  server.on('connection', (socket, { url, headers }) => {
    socket.once('message', (message) => {
      waiting.resolve({ url, headers, first: Buffer.isBuffer(message) ? message.toString() : '' });
      socket.send('{"type":"done"}');
    });
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  t.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  return {
    url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    next() {
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
  };
}

test('each form puts the token where it says, beside the subprotocols, the origin and the query of the configuration', async (t) => {
  const server = await recordingServer(t);
  const probes = configuredProbes({
    yaml: `
websockets:
  chat:
    url: ${server.url}/ws?room=7
    auth: me
    authBy: [${authForms.join(', ')}]
    subprotocols: [chat.v1, chat.v2]
    origin: https://app.example.com
    send: '{"type":"hello"}'
    expect: [done]
credentials: { me: { static: to.ken-1 } }`,
  });
  const seen: Record<string, unknown> = {};
  for (const form of authForms) {
    const next = server.next();
    const result = await probes.probe(form === 'header' ? 'chat' : `chat:${form}`);
    assert.equal(result.standing, 'up', JSON.stringify(result.problem));
    const { url, headers, first } = await next;
    assert.equal(headers.origin, 'https://app.example.com');
    const { authorization, cookie } = headers;
    seen[form] = { url, authorization, cookie, offered: headers['sec-websocket-protocol'], first };
  }
  const unsigned = await probes.prepare('chat', { token: 'none' });
  assert.ok('headers' in unsigned);
  assert.deepEqual(unsigned.headers, { origin: 'https://app.example.com' });
  const plain = {
    url: '/ws?room=7',
    authorization: undefined,
    cookie: undefined,
    offered: 'chat.v1, chat.v2',
    first: '{"type":"hello"}',
  };
  assert.deepEqual(seen, {
    header: { ...plain, authorization: 'Bearer to.ken-1' },
    subprotocol: { ...plain, offered: 'jwt, to.ken-1, chat.v1, chat.v2' },
    'subprotocol-dot': { ...plain, offered: 'jwt.to.ken-1, chat.v1, chat.v2' },
    query: { ...plain, url: '/ws?room=7&token=to.ken-1' },
    cookie: { ...plain, cookie: 'token=to.ken-1' },
    'first-message': { ...plain, first: '{"type":"auth","token":"to.ken-1"}' },
  });
});

test('a token that no subprotocol can carry is told without opening a socket, and goes by the other forms', async () => {
  const probes = configuredProbes({
    yaml: `
websockets: { chat: { url: 'ws://127.0.0.1:1', auth: me, authBy: [subprotocol, subprotocol-dot, header] } }
credentials: { me: { static: 'a/b=c d' } }`,
  });
  for (const id of ['chat', 'chat:subprotocol-dot']) {
    assert.deepEqual(await probes.prepare(id), {
      unprepared: {
        code: 'TOKEN_ILLEGAL_IN_SUBPROTOCOL',
        message: 'The token has characters that no subprotocol may have: "/", "=", U+0020',
      },
    });
    const result = await probes.probe(id);
    assert.deepEqual([result.standing, result.steps, result.url], ['unknown', [], 'ws://127.0.0.1:1/']);
  }
  const byHeader = await probes.prepare('chat:header');
  assert.ok('headers' in byHeader);
  assert.equal(byHeader.headers['authorization'], 'Bearer a/b=c d');
});
