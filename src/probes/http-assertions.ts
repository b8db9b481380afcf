import { isDeepStrictEqual } from 'node:util';

import type { AssertionResult, TlsFacts } from '#domain/probe.ts';
import { atPointer } from '#domain/json-pointer.ts';

import { cutShort } from './cut-short.ts';
import { isKeptHeader } from './handshake-headers.ts';
import type { HttpExpectations } from './probe.ts';
import { formatLimit } from './time-wall.ts';

/** What the assertions are about. */
export interface AssertedAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly firstByteMs: number;
  readonly tls: TlsFacts | undefined;
}

type Finding = readonly [what: string, isMet: boolean, detail: string];

/** One result for each assertion, that on the status first. */
export function judgeAnswer(expect: HttpExpectations, answer: AssertedAnswer): readonly AssertionResult[] {
  const findings = [
    judgeStatus(expect, answer.status),
    ...judgeHeaders(expect, answer),
    ...judgeBody(expect, answer.body),
    ...judgeMeasures(expect, answer),
  ];
  return findings.map(([what, isMet, detail]) => ({ what, outcome: isMet ? 'passed' : 'failed', detail }));
}

function judgeStatus({ status, statusBelow }: HttpExpectations, got: number): Finding {
  if (status !== undefined) return [`status ${status}`, got === status, `got ${got}`];
  if (statusBelow !== undefined) return [`status below ${statusBelow}`, got < statusBelow, `got ${got}`];
  return ['status 2xx', got >= 200 && got < 300, `got ${got}`];
}

function judgeHeaders({ headers = {} }: HttpExpectations, answer: AssertedAnswer): readonly Finding[] {
  return Object.entries(headers).map(([name, wanted]) => {
    const got = answer.headers.get(name.toLowerCase());
    const isMet = got?.includes(wanted) ?? false;
    if (got === undefined) return [`header ${name}`, false, 'absent'];
    const value = isKeptHeader(name.toLowerCase()) ? `${show(got)} ` : '';
    return [`header ${name}`, isMet, `${value}${holds(isMet)} ${show(wanted)}`];
  });
}

function judgeBody({ contains, json }: HttpExpectations, body: Buffer): readonly Finding[] {
  if (contains === undefined && json === undefined) return [];
  const text = body.toString('utf8').replace(/^\uFEFF/u, '');
  const findings: Finding[] = [];
  if (contains !== undefined) {
    const isMet = text.includes(contains);
    findings.push(['contains', isMet, `${body.length} bytes ${isMet ? 'with' : 'without'} ${show(contains)}`]);
  }
  if (json !== undefined) findings.push(...judgeJson(json, text));
  return findings;
}

function judgeJson(wanted: Readonly<Record<string, unknown>>, text: string): readonly Finding[] {
  const parsed = parseJson(text);
  return Object.entries(wanted).map(([pointer, value]) => {
    if (parsed === undefined) return [`json ${pointer}`, false, `the body is not JSON: ${show(text)}`];
    const got = atPointer(parsed.value, pointer);
    const isMet = isDeepStrictEqual(got, value);
    return [`json ${pointer}`, isMet, isMet ? `is ${show(got)}` : `is ${show(got)}, not ${show(value)}`];
  });
}

function judgeMeasures(expect: HttpExpectations, { body, firstByteMs, tls }: AssertedAnswer): readonly Finding[] {
  const { maxBytes, withinMs, certificateDays } = expect;
  const findings: Finding[] = [];
  if (maxBytes !== undefined) {
    findings.push(['size', body.length <= maxBytes, `${body.length} bytes, at most ${maxBytes}`]);
  }
  if (withinMs !== undefined) {
    findings.push([
      'first byte',
      firstByteMs <= withinMs,
      `after ${formatLimit(firstByteMs)}, at most ${formatLimit(withinMs)}`,
    ]);
  }
  if (certificateDays !== undefined) {
    const days = tls?.daysLeft;
    const got = days === undefined ? 'no certificate' : `${days} days left`;
    findings.push(['certificate days', (days ?? -1) >= certificateDays, `${got}, at least ${certificateDays}`]);
  }
  return findings;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function holds(isMet: boolean): string {
  return isMet ? 'holds' : 'does not hold';
}

function show(value: unknown): string {
  return cutShort(JSON.stringify(value) ?? 'absent', 100);
}
