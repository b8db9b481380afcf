import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body, or undefined when it is larger than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** Path and query that were asked for; `//host/` is a path here and no host. */
export function targetOf(request: IncomingMessage): URL {
  const target = request.url?.startsWith('/') ? request.url : '/';
  return new URL(`http://127.0.0.1${target}`);
}

/** An answer: a text, bytes, or else something to send as JSON. */
export interface Sent {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: unknown;
}

export function send(response: ServerResponse, sent: Sent): void {
  const isPlain = typeof sent.body === 'string' || Buffer.isBuffer(sent.body);
  response.writeHead(sent.status, {
    'content-type': isPlain ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...sent.headers,
  });
  response.end(isPlain ? sent.body : JSON.stringify(sent.body));
}

export const notFound: Sent = { status: 404, body: 'Not found' };
