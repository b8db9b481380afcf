import type { FactName } from '#diagnosis/facts.ts';
import type { Phase } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

export type Facts = Partial<Readonly<Record<FactName, Fact>>>;

/** What is seen of a stack that has this fault and no other, in the words that probes and reports use. */
export interface Scene {
  readonly id: string;
  readonly facts: Facts;
  /** Two siblings whose scenes must not be taken for this one. */
  readonly unlike: readonly [string, string];
}

export const wellHttp: Facts = {
  'http.shallow': 'ok',
  'http.deep': 'ok',
  'http.signed-in': 'ok',
  'http.any-path': 'ok',
  'http.latency-ms': 12,
  'health.says': 'none',
  'health.uptime-seconds': 90_000,
  'health.uptime-fell': false,
  'version.changing': false,
  'control.reachable': true,
};

export const failsAgain: Facts = { 'replay.passed': 0, 'replay.same': true, 'repeat.pattern': 'all-bad' };
export const passesAgain: Facts = { 'replay.passed': 3, 'repeat.pattern': 'all-ok' };

/** Every path and the websocket end alike. */
export function allEnd(outcome: string): Facts {
  return { 'http.shallow': outcome, 'http.deep': outcome, 'http.signed-in': outcome, 'http.any-path': outcome };
}

export function report(phase: Phase, error: string, more: Facts = {}): Facts {
  return { 'report.phase': phase, 'report.error': error, 'report.phrase': 'none', ...more };
}

/** A close as the report of a run tells it. */
export function closed(code: number, more: Facts = {}): Facts {
  const by = code === 1006 ? 'nobody' : 'server';
  const reason = code === 1006 ? 'none' : 'prose';
  const close = { 'report.close-code': code, 'report.closed-by': by, 'report.close-reason': reason } as const;
  return report('first-message', 'ConnectionClosedError', { 'report.duration': 'short', ...close, ...more });
}

export function tokens(good: string, bad: string, none = bad): Facts {
  return { 'ws.token.good': good, 'ws.token.bad': bad, 'ws.token.none': none };
}

export function forms(header: string, subprotocol: string, dot = subprotocol): Facts {
  return { 'ws.form.header': header, 'ws.form.subprotocol': subprotocol, 'ws.form.subprotocol-dot': dot };
}

export function ladder(from: number, outcome: string, more: Facts = {}): Facts {
  return { 'ws.fails-from': from, 'ws.ladder': outcome, 'http.while-open': 'ok', 'ws.knee-repeats': true, ...more };
}
