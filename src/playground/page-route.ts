import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { PageAnswer, Playground } from './contract.ts';
import { notFound, readBody, type Sent } from './http-body.ts';
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
    values: json.optional(),
  }),
  shortcut: z.object({ user: id, channel: id, ts: id, callbackId: z.string().min(1).max(255) }),
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
  'workspace' | 'slash' | 'post' | 'press' | 'shortcut' | 'submit' | 'closeModal' | 'home' | 'misbehave' | 'onEvent'
>;

type Action = (playing: Playing, body: unknown) => Promise<PageAnswer>;

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['slash', (playing, body) => playing.slash(inputs.slash.parse(body))],
  ['post', (playing, body) => playing.post(inputs.post.parse(body))],
  ['press', (playing, body) => playing.press(inputs.press.parse(body))],
  ['shortcut', (playing, body) => playing.shortcut(inputs.shortcut.parse(body))],
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

const maxBodyBytes = 1024 * 1024;

/** `/page/…`: what the web page reads and does. */
export async function servePage(parts: PageParts, request: IncomingMessage, name: string): Promise<Sent> {
  if (request.method === 'GET' && name === 'workspace') return { status: 200, body: parts.playing.workspace() };
  if (request.method === 'GET' && name.startsWith('files/'))
    return fileAnswer(parts.stage, name.slice('files/'.length));
  const action = actions.get(name);
  if (request.method !== 'POST' || action === undefined) return notFound;
  // A form of another site can post text, but not JSON.
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    return { status: 415, body: 'Send application/json' };
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return { status: 413, body: 'Too large' };
  try {
    return { status: 200, body: await action(parts.playing, parseJson(body.toString('utf8'))) };
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { ok: false, error: z.prettifyError(error) } };
    throw error;
  }
}

/** `GET /page/events`: everything that happens, until the page goes away. */
export function streamEvents(playing: Playing, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const stop = playing.onEvent((event) => {
    // A page that does not read is cut off; it connects anew and reads the workspace.
    if (response.writableLength > 4 * 1024 * 1024) response.destroy();
    else response.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  response.on('close', stop);
}

const pictures: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif' };

function fileAnswer(stage: Stage, fileId: string): Sent {
  const file = stage.shelf.get(fileId);
  if (file === undefined) return notFound;
  const headers = {
    'content-type': pictures[file.name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  };
  return { status: 200, headers, body: file.body };
}
