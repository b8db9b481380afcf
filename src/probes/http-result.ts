import type { AssertionResult, HttpFacts, ProbeProblem, ProbeResult, Step, StepResult } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';
import type { Dialled } from './dial.ts';
import { keptHeaders } from './handshake-headers.ts';
import { mostBodyBytes } from './http-body-sink.ts';
import type { HttpTrace } from './http-trace.ts';
import { abortedCode, standingOf } from './probe-fault.ts';
import type { HttpProbe } from './probe.ts';
import { elapsedMs } from './time-wall.ts';
import { unmeasured } from './unmeasured.ts';

const mostCharacters = 2_000;
const mostDetail = 300;

/** What an HTTP probe found, as far as it came. */
export interface HttpFinding {
  readonly dialled: Dialled;
  readonly trace?: HttpTrace | undefined;
  /** Decoded. */
  readonly body?: Buffer | undefined;
  readonly assertions: readonly AssertionResult[];
  readonly problem?: ProbeProblem | undefined;
}

export function toResult(
  probe: HttpProbe,
  finding: HttpFinding,
  began: { readonly startedAt: Date; readonly startedMs: number },
): ProbeResult {
  const { dialled, trace, problem } = finding;
  const brokeAt = brokenStep(finding);
  return {
    ...unmeasured(probe, problem ?? none, began.startedAt),
    durationMs: elapsedMs(began.startedMs),
    standing: standingOf(problem),
    brokeAt,
    problem,
    steps: stepsOf(finding, brokeAt),
    addresses: dialled.addresses,
    tls: dialled.tls,
    http: trace === undefined ? undefined : toFacts(probe, finding, trace),
  };
}

const none: ProbeProblem = { code: '', message: '' };

/** An alert of TLS 1.3 may come after the handshake, when the server has looked at our certificate: it is still the rung of TLS. */
function brokenStep({ dialled, trace, problem }: HttpFinding): Step | undefined {
  if (problem === undefined || problem.code === abortedCode) return undefined;
  if (dialled.brokeAt !== undefined) return dialled.brokeAt;
  if (trace === undefined || problem.code.startsWith('ERR_SSL_')) return 'tls';
  return trace.writtenMs === undefined && trace.firstByteMs === undefined ? 'request' : 'response';
}

function stepsOf(finding: HttpFinding, brokeAt: Step | undefined): readonly StepResult[] {
  const { dialled, problem } = finding;
  const failed = (step: Step, durationMs: number | undefined): StepResult => ({
    step,
    outcome: 'failed',
    durationMs,
    detail: problem && cutShort(problem.message, mostDetail),
  });
  const climbed = dialled.steps.map((each) => (each.step === brokeAt ? failed(each.step, each.durationMs) : each));
  return [...climbed, requestStep(finding, brokeAt, failed), responseStep(finding, brokeAt, failed)];
}

type Failed = (step: Step, durationMs: number | undefined) => StepResult;

function requestStep({ trace }: HttpFinding, brokeAt: Step | undefined, failed: Failed): StepResult {
  if (brokeAt === 'request') return failed('request', trace === undefined ? undefined : elapsedMs(trace.startedMs));
  const writtenMs = trace?.writtenMs ?? trace?.firstByteMs;
  if (brokeAt === 'tls' || writtenMs === undefined) return { step: 'request', outcome: 'not-reached' };
  return { step: 'request', outcome: 'passed', durationMs: writtenMs };
}

function responseStep({ trace, body, problem }: HttpFinding, brokeAt: Step | undefined, failed: Failed): StepResult {
  const sinceMs = trace?.writtenMs ?? 0;
  if (brokeAt === 'response')
    return failed('response', spanMs(trace?.endedMs ?? elapsedMs(trace?.startedMs ?? 0), sinceMs));
  if (problem !== undefined || trace?.endedMs === undefined) return { step: 'response', outcome: 'not-reached' };
  const detail = `${sayStatus(trace)}, ${body?.length ?? 0} bytes`;
  return { step: 'response', outcome: 'passed', durationMs: spanMs(trace.endedMs, sinceMs), detail };
}

/** `200 OK`; HTTP/2 has no words for it. */
export function sayStatus({ head }: HttpTrace): string {
  return cutShort(`${head?.status ?? ''} ${head?.statusText ?? ''}`.trim(), 100);
}

function toFacts(probe: HttpProbe, { body, assertions, problem }: HttpFinding, trace: HttpTrace): HttpFacts {
  const { head, firstByteMs, endedMs } = trace;
  const most = probe.keptCharacters ?? mostCharacters;
  const text = probe.isAdHoc ? undefined : body?.toString('utf8', 0, most * 4).slice(0, most);
  return {
    version: probe.version === 'h2' ? 'HTTP/2' : head?.version === '1.0' ? 'HTTP/1.0' : 'HTTP/1.1',
    status: head?.status,
    headers: head === undefined ? {} : headersOf(head.headers),
    firstByteMs,
    firstBodyMs: trace.body.firstAtMs === undefined ? undefined : spanMs(trace.body.firstAtMs, trace.startedMs),
    bodyMs: firstByteMs === undefined || endedMs === undefined ? undefined : spanMs(endedMs, firstByteMs),
    wireBytes: trace.body.bytes,
    bodyBytes: problem?.code === 'BODY_TOO_LARGE' ? mostBodyBytes : (body?.length ?? trace.body.bytes),
    body: text?.toWellFormed(),
    assertions,
  };
}

/** The address of a redirect is kept whole, since it may be followed. */
function headersOf(headers: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const kept = keptHeaders(headers, (text) => text);
  const location = headers.get('location');
  return location === undefined ? kept : { ...kept, location: location.slice(0, 2_000) };
}

function spanMs(untilMs: number, sinceMs: number): number {
  return Math.max(0, Math.round((untilMs - sinceMs) * 1_000) / 1_000);
}
