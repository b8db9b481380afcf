import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { Configuration } from '#domain/configuration.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';
import type { LedgerStore } from '#state/watch.ts';

import { readCloses } from './read-closes.ts';
import { createPushVerifier, type PushVerifier } from './verify-push.ts';

export const ingestPath = '/ingest/closes';

export interface IngestParts {
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly ledger: LedgerStore;
  readonly now: () => Date;
  readonly log: { warn(message: string): void };
}

const maxBodyBytes = 256 * 1024;
const shortestSecret = 16;
const notSet = `ingest.secret is not set, or has less than ${shortestSecret} characters`;

/** Takes closes that the team's own servers saw; the signature is looked at before what it signs. */
export function receiveCloses(parts: IngestParts): RequestListener {
  const verifier = createPushVerifier(parts.now);
  return (request, response) => {
    void receive(request, { ...parts, verifier })
      .catch((error: unknown): Answer => {
        parts.log.warn(`Pushed closes could not be written: ${error instanceof Error ? error.message : String(error)}`);
        return { status: 503, body: { error: 'they could not be written just now; sign and send them again' } };
      })
      .then((answer) => send(response, answer));
  };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function receive(
  request: IncomingMessage,
  parts: IngestParts & { readonly verifier: PushVerifier },
): Promise<Answer> {
  if (request.method !== 'POST') return { status: 405, body: { error: 'use POST' } };
  const secret = secretOf(parts);
  if (secret === undefined) return { status: 404, body: { error: notSet } };
  const body = await readBody(request);
  if (body === 'broken-off') return { status: 400, body: { error: 'the body did not arrive' } };
  if (body === 'too-long') return { status: 413, body: { error: `a body may have ${maxBodyBytes} bytes` } };
  const timestamp = headerOf(request, 'x-teneleven-timestamp');
  const verdict = parts.verifier.verify(
    { timestamp, signature: headerOf(request, 'x-teneleven-signature'), body },
    secret,
  );
  if (verdict !== 'genuine') {
    parts.log.warn(`Pushed closes were refused: ${verdict}`);
    return { status: 401, body: { error: verdict } };
  }
  const read = readCloses(parse(body), parts.configuration(), parts.now());
  if ('problems' in read) return { status: 400, body: { error: 'nothing was taken', problems: read.problems } };
  await parts.ledger.add(read.closes);
  return { status: 202, body: { accepted: read.closes.length } };
}

function secretOf({ configuration, variables }: IngestParts): string | undefined {
  const { secret } = configuration().ingest;
  if (secret === undefined) return undefined;
  try {
    const resolved = resolveSetting(secret, variables);
    return resolved.length < shortestSecret ? undefined : resolved;
  } catch {
    return undefined;
  }
}

/** Of one that is too long the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too-long' | 'broken-off'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return 'too-long';
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) return 'too-long';
      chunks.push(chunk);
    }
  } catch {
    return 'broken-off';
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  const close = status === 202 || status === 400 ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...close });
  response.end(`${JSON.stringify(body)}\n`);
}
