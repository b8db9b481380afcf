import http2 from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';

import type { HttpTrace } from './http-trace.ts';
import { checkedHeaders, defaultHeaders } from './http1-request.ts';
import { codeOf, ProbeFault } from './probe-fault.ts';
import type { HttpProbe } from './probe.ts';
import { elapsedMs, within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';

/** Sends one request over a connection that speaks HTTP/2 and reads its answer into `trace`. Rejects with a ProbeFault. */
export async function exchangeHttp2(
  socket: Duplex,
  { probe, trace }: { readonly probe: HttpProbe; readonly trace: HttpTrace },
  wall: TimeWall,
): Promise<void> {
  if (socket.destroyed) throw new ProbeFault('ECONNRESET', 'closed before the request was written');
  const session = http2.connect(new URL(probe.reach.url).origin, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  try {
    const stream = session.request(requestHeaders(probe), { endStream: true });
    const faults = watchFaults(session, stream, trace);
    const onReady = (): void => {
      trace.writtenMs ??= elapsedMs(trace.startedMs);
    };
    if (stream.pending) stream.once('ready', onReady);
    else onReady();
    await within<void>(wall, probe.reach.limits.answerMs, ({ resolve, reject }) => {
      faults.onFault(reject);
      stream.once('response', (headers) => {
        trace.firstByteMs = elapsedMs(trace.startedMs);
        trace.head = toHead(headers);
        resolve();
      });
      return () => undefined;
    });
    await readBody(stream, { trace, faults }, wall);
  } finally {
    session.destroy();
  }
}

interface Faults {
  onFault(reject: (error: unknown) => void): void;
}

function watchFaults(session: ClientHttp2Session, stream: ClientHttp2Stream, trace: HttpTrace): Faults {
  let fault: ProbeFault | undefined;
  let tell: ((error: unknown) => void) | undefined;
  const fail = (error: ProbeFault): void => {
    fault ??= error;
    tell?.(fault);
  };
  const onError = (error: Error): void => fail(brokenFault(error, trace));
  session.on('error', onError);
  stream.on('error', onError);
  session.once('goaway', (code) => {
    if (code !== http2.constants.NGHTTP2_NO_ERROR)
      fail(new ProbeFault('GOAWAY', `the server ended the connection: ${nameOf(code)}`));
  });
  session.once('close', () => fail(closedFault(trace)));
  stream.once('close', () => fail(closedFault(trace)));
  return {
    onFault(reject) {
      tell = reject;
      if (fault !== undefined) reject(fault);
    },
  };
}

async function readBody(
  stream: ClientHttp2Stream,
  { trace, faults }: { readonly trace: HttpTrace; readonly faults: Faults },
  wall: TimeWall,
): Promise<void> {
  await within<void>(wall, Infinity, ({ resolve, reject }) => {
    faults.onFault(reject);
    stream.on('data', (piece: Buffer) => {
      try {
        trace.body.push(piece);
      } catch (error) {
        reject(error);
      }
    });
    stream.once('end', () => {
      // Node ends a stream that was reset as well; what it was reset with comes as its error.
      if (stream.aborted || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR) return;
      trace.endedMs = elapsedMs(trace.startedMs);
      resolve();
    });
    return () => undefined;
  });
}

/** Names that HTTP/2 forbids are left out, the host is `:authority`. */
function requestHeaders({ reach, method, headers }: HttpProbe): http2.OutgoingHttpHeaders {
  const url = new URL(reach.url);
  const { host, connection: _connection, ...own } = checkedHeaders(headers);
  return {
    ':method': method,
    ':scheme': url.protocol.slice(0, -1),
    ':authority': host ?? url.host,
    ':path': `${url.pathname}${url.search}`,
    ...defaultHeaders,
    ...own,
  };
}

function toHead(headers: IncomingHttpHeaders & { readonly ':status'?: number | undefined }): HttpTrace['head'] {
  const pairs = Object.entries(headers).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (name.startsWith(':') || value === undefined) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  return { version: '2', status: headers[':status'] ?? 0, statusText: '', headers: new Map(pairs) };
}

function brokenFault(error: Error, trace: HttpTrace): ProbeFault {
  const code = codeOf(error);
  if (code === 'ECONNRESET') return new ProbeFault(code, 'reset after the request was written');
  if (code === 'ERR_HTTP2_ERROR') return new ProbeFault(code, `no HTTP/2 was answered: ${error.message.slice(0, 100)}`);
  const reason = /NGHTTP2_\w+/u.exec(error.message)?.[0];
  return new ProbeFault(reason ?? code, `the server ended the stream: ${reason ?? code}${ofBody(trace)}`);
}

function closedFault(trace: HttpTrace): ProbeFault {
  if (trace.head === undefined)
    return new ProbeFault('CLOSED_WITHOUT_ANSWER', 'closed the connection without an answer');
  return new ProbeFault('BODY_CUT', `closed the connection${ofBody(trace)}`);
}

function ofBody({ head, body }: HttpTrace): string {
  return head === undefined ? '' : ` after ${body.bytes} bytes of the body`;
}

function nameOf(code: number): string {
  const named = Object.entries(http2.constants).find(
    ([name, value]) =>
      value === code && /^NGHTTP2_(?!ERR_|FLAG_|NV_|HCAT_|DEFAULT_|SETTINGS_|SESSION_|STREAM_)/u.test(name),
  );
  return named?.[0] ?? `error ${code}`;
}
