import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const problem = (status: number, message: string): Answer => ({ status, body: { error: message } });

const largestBodyBytes = 65_536;

/** Listens on loopback only; `answer` gives undefined to break the connection. */
export async function listen(
  port: number,
  answer: (request: IncomingMessage) => Promise<Answer | undefined>,
): Promise<Server> {
  const server = createServer((request, response) => void respond(request, response, answer));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  return server;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage) => Promise<Answer | undefined>,
): Promise<void> {
  try {
    const result = await answer(request);
    if (result === undefined) response.destroy();
    else send(response, result);
  } catch (error) {
    send(response, error instanceof BadRequest ? problem(error.status, error.message) : problem(500, 'internal error'));
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The JSON object in a request. Rejects with what the client is answered: 400, or 413 above 64 KiB. */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > largestBodyBytes) throw new BadRequest(413, 'the body is larger than 64 KiB');
    chunks.push(buffer);
  }
  return parseObject(Buffer.concat(chunks).toString()) ?? fail('the body is not a JSON object');
}

export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(message: string): never {
  throw new BadRequest(400, message);
}

/** The text under a key of a body. Throws what the client is answered (400) when it is missing or empty. */
export function textIn(body: Readonly<Record<string, unknown>>, key: string): string {
  const value = body[key];
  return typeof value === 'string' && value !== '' ? value : fail(`"${key}" must be a text`);
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port');
  return address.port;
}

/** Stops listening and breaks what is open. */
export async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
