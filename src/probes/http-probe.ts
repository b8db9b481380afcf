import type { AssertionResult, ProbeProblem, ProbeResult } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';
import { dial } from './dial.ts';
import type { Dialled } from './dial.ts';
import { proxyOf } from './dial-proxy.ts';
import { judgeAnswer } from './http-assertions.ts';
import { decodeBody } from './http-decode.ts';
import { sayStatus, toResult } from './http-result.ts';
import type { HttpFinding } from './http-result.ts';
import { startTrace } from './http-trace.ts';
import type { HttpTrace } from './http-trace.ts';
import { exchangeHttp1 } from './http1-exchange.ts';
import { writeRequest } from './http1-request.ts';
import { exchangeHttp2 } from './http2-exchange.ts';
import { ProbeFault } from './probe-fault.ts';
import type { HttpProbe } from './probe.ts';
import { formatLimit, openWall } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';
import { unmeasured } from './unmeasured.ts';

/**
 * One request on a fresh connection, redirects not followed. Never rejects but for a bug: what breaks is in the result,
 * also when the signal is aborted (`unknown`).
 */
export async function probeHttp(probe: HttpProbe, signal: AbortSignal): Promise<ProbeResult> {
  const began = { startedAt: new Date(), startedMs: performance.now() };
  const wall = openWall(probe.reach.limits.wallMs, signal);
  const alpn = probe.version === 'h2' ? 'h2' : 'http/1.1';
  try {
    const request = writeRequest(probe);
    const dialled = await dial(probe.reach, { alpn: [alpn] }, signal);
    try {
      return toResult(probe, await askOver(dialled, { probe, request }, wall), began);
    } finally {
      dialled.socket?.destroy();
    }
  } catch (error) {
    return unmeasured(probe, problemOf(error), began.startedAt);
  }
}

async function askOver(
  dialled: Dialled,
  { probe, request }: { readonly probe: HttpProbe; readonly request: string },
  wall: TimeWall,
): Promise<HttpFinding> {
  const { socket } = dialled;
  if (socket === undefined) return { dialled, assertions: [], problem: dialled.problem };
  if (probe.version === 'h2' && dialled.tls !== undefined && dialled.alpn !== 'h2') {
    return { dialled, assertions: [], problem: withoutHttp2(dialled) };
  }
  const trace = startTrace();
  const { answerMs } = probe.reach.limits;
  try {
    if (probe.version === 'h2') await exchangeHttp2(socket, { probe, trace }, wall);
    else await exchangeHttp1(socket, { ask: { request, method: probe.method, answerMs }, trace }, wall);
    const body = await decodeBody(trace.body.read(), trace.head?.headers.get('content-encoding'));
    return judged(probe, { dialled, trace, body, assertions: [] }, trace);
  } catch (error) {
    return spoiled(probe, { dialled, trace, assertions: [], problem: problemOf(error) }, trace);
  }
}

function judged(probe: HttpProbe, finding: HttpFinding, trace: HttpTrace): HttpFinding {
  const assertions = judge(probe, finding, trace);
  return { ...finding, assertions, problem: statusProblem(probe, assertions, trace) ?? assertionProblem(assertions) };
}

/** A status that is wrong already says more than the body that then could not be read. */
function spoiled(probe: HttpProbe, finding: HttpFinding, trace: HttpTrace): HttpFinding {
  if (trace.head === undefined) return finding;
  const { problem } = finding;
  const told = problem?.code === 'TIMEOUT' ? unendedBody(probe, trace) : problem;
  const { status, statusBelow } = probe.expect;
  const assertions = judge({ ...probe, expect: { status, statusBelow } }, finding, trace);
  return { ...finding, assertions, problem: statusProblem(probe, assertions, trace) ?? told };
}

function unendedBody({ reach }: HttpProbe, { body }: HttpTrace): ProbeProblem {
  const limit = formatLimit(reach.limits.wallMs);
  return { code: 'TIMEOUT', message: `body not at its end within ${limit} in all, ${body.bytes} bytes came` };
}

function judge(
  { expect }: HttpProbe,
  finding: HttpFinding,
  { head, firstByteMs = 0 }: HttpTrace,
): readonly AssertionResult[] {
  if (head === undefined) return [];
  const { status, headers } = head;
  return judgeAnswer(expect, {
    status,
    headers,
    firstByteMs,
    body: finding.body ?? Buffer.alloc(0),
    tls: finding.dialled.tls,
  });
}

function statusProblem(
  { reach }: HttpProbe,
  [first]: readonly AssertionResult[],
  trace: HttpTrace,
): ProbeProblem | undefined {
  if (first === undefined || first.outcome === 'passed') return undefined;
  const status = trace.head?.status ?? 0;
  const location = trace.head?.headers.get('location')?.split('?', 1)[0];
  const to = location === undefined ? '' : ` to ${cutShort(location, 150)}`;
  const expected = first.what.replace(/^status /u, '');
  const said = `${sayStatus(trace)}${to}, expected ${expected}`;
  const proxy = askedProxy(reach);
  if (proxy !== undefined && status === 407) return { code: 'PROXY_407', message: `proxy ${proxy.host}: ${said}` };
  // Nothing in a gateway's answer says whose it is.
  const by = proxy !== undefined && [502, 503, 504].includes(status);
  return { code: `STATUS_${status}`, message: by ? `${said}; answered by proxy ${proxy.host} or behind it` : said };
}

/** The proxy that was asked for the whole address of a plain http endpoint. */
function askedProxy(reach: HttpProbe['reach']): URL | undefined {
  return reach.url.startsWith('http:') ? proxyOf(reach) : undefined;
}

function assertionProblem(assertions: readonly AssertionResult[]): ProbeProblem | undefined {
  const failed = assertions.filter(({ outcome }) => outcome === 'failed');
  const [first] = failed;
  if (first === undefined) return undefined;
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  return { code: 'ASSERTION', message: `${first.what}: ${first.detail}${more}` };
}

function withoutHttp2({ alpn }: Dialled): ProbeProblem {
  const got = alpn === undefined ? 'no protocol' : alpn;
  return { code: 'ALPN_NOT_H2', message: `HTTP/2 was offered and ${got} was selected` };
}

function problemOf(error: unknown): ProbeProblem {
  if (!(error instanceof ProbeFault)) throw error;
  return { code: error.code, message: error.message };
}
