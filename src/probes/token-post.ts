import tls from 'node:tls';
import type { Dispatcher } from 'undici';

import type { Reach } from './probe.ts';

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

export interface PostLimits {
  readonly wallMs: number;
  readonly mostBytes: number;
}

/** Posts JSON on a fresh connection, follows no redirect. Rejects when there is no answer in time or it is too large. */
export async function postJson(
  to: { readonly reach: Reach; readonly headers: Readonly<Record<string, string>>; readonly body: unknown },
  { wallMs, mostBytes }: PostLimits,
  signal: AbortSignal,
): Promise<PostAnswer> {
  // Loaded when there is somewhere to sign in: it takes a third of the start of the terminal.
  const undici = await import('undici');
  const { reach, headers, body } = to;
  const connect = reach.ca === undefined ? {} : { ca: [...tls.getCACertificates('default'), reach.ca] };
  const dispatcher: Dispatcher =
    reach.proxy === undefined
      ? new undici.Agent({ connect })
      : new undici.ProxyAgent({ uri: reach.proxy, requestTls: connect });
  try {
    const answer = await undici.request(reach.url, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(wallMs)]),
    });
    return { status: answer.statusCode, text: await readBounded(answer.body, mostBytes) };
  } finally {
    void dispatcher.destroy();
  }
}

async function readBounded(body: AsyncIterable<Buffer>, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new RangeError(`an answer of more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
