import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { PageAnswer, Playground } from './contract.ts';
import { readBody, sendJson, sendText } from './http-body.ts';
import { parseJson } from './json.ts';
import type { Stage } from './stage.ts';

const id = z.string().min(1).max(100);
const text = z.string().max(40_000);
const json = z.record(z.string(), z.unknown());

const inputs = {
  slash: z.object({ user: id, channel: id, command: id, text, thread: id.optional() }),
  post: z.object({ user: id, channel: id, thread: id.optional(), text: text.min(1) }),
  press: z.object({
    user: id,
    actionId: z.string().max(300),
    blockId: z.string().max(300),
    element: json,
    selected: json.optional(),
    channel: id.optional(),
    ts: id.optional(),
    viewId: id.optional(),
  }),
  submit: z.object({ user: id, viewId: id, values: json }),
  close: z.object({ user: id, viewId: id }),
  home: z.object({ user: id }),
  fault: z.object({
    kind: z.enum([
      'ratelimited',
      'server-error',
      'hang',
      'latency',
      'lost-answer',
      'error',
      'drop-socket',
      'deliver-twice',
      'refuse-socket',
      'request-reconnect',
    ]),
    method: id.optional(),
    times: z.number().int().min(1).max(10_000).optional(),
    code: id.optional(),
    ms: z.number().min(0).max(600_000).optional(),
    retryAfterS: z.number().min(0).max(600).optional(),
  }),
} as const;

type Playing = Pick<
  Playground,
  'workspace' | 'slash' | 'post' | 'press' | 'submit' | 'closeModal' | 'home' | 'misbehave' | 'onEvent'
>;

type Action = (playing: Playing, body: unknown) => Promise<PageAnswer>;

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['slash', (playing, body) => playing.slash(inputs.slash.parse(body))],
  ['post', (playing, body) => playing.post(inputs.post.parse(body))],
  ['press', (playing, body) => playing.press(inputs.press.parse(body))],
  ['submit', (playing, body) => playing.submit(inputs.submit.parse(body))],
  ['close-modal', (playing, body) => playing.closeModal(inputs.close.parse(body))],
  ['home', (playing, body) => playing.home(inputs.home.parse(body))],
  [
    'misbehave',
    async (playing, body) => {
      playing.misbehave(inputs.fault.parse(body));
      return { ok: true };
    },
  ],
]);

export interface PageParts {
  readonly playing: Playing;
  readonly stage: Stage;
}

/** `/page/…`: what the web page reads and does. */
export async function servePage(parts: PageParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , name = '', fileId = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  if (request.method === 'GET') {
    if (name === 'workspace') return sendJson(response, { status: 200, body: parts.playing.workspace() });
    if (name === 'events') return streamEvents(parts.playing, request, response);
    if (name === 'files') return sendFile(parts.stage, fileId, response);
  }
  const action = actions.get(name);
  if (request.method !== 'POST' || action === undefined) return sendText(response, 404, 'Not found');
  // A form of another site can post text, but not JSON.
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    return sendText(response, 415, 'Send application/json');
  const body = await readBody(request, 1024 * 1024);
  if (body === undefined) return sendText(response, 413, 'Too large');
  try {
    sendJson(response, { status: 200, body: await action(parts.playing, parseJson(body.toString('utf8'))) });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    sendJson(response, { status: 400, body: { ok: false, error: z.prettifyError(error) } });
  }
}

function streamEvents(playing: Playing, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const stop = playing.onEvent((event) => {
    // A page that does not read is cut off; it connects anew and reads the workspace.
    if (response.writableLength > 4 * 1024 * 1024) response.destroy();
    else response.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  request.on('close', stop);
}

function sendFile(stage: Stage, fileId: string, response: ServerResponse): void {
  const file = stage.shelf.get(fileId);
  if (file === undefined) return sendText(response, 404, 'Not found');
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(file.body);
}
