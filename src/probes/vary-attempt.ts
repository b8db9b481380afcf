import type { Factor } from '#domain/pair.ts';
import type { ProbeProblem, ProbeResult } from '#domain/probe.ts';

import { prepareProbe, toResult } from './prepare-probe.ts';
import { illegalTokenCode } from './token-forms.ts';
import type { Arm, VaryParts } from './vary-parts.ts';
import { outcomeOf, type ArmRecord, type Outcome } from './vary-verdict.ts';

/** One measurement of an arm. */
export type Measure = (arm: Arm, signal: AbortSignal) => Promise<ProbeResult>;

/** Each measurement is prepared anew, opens a connection of its own and has a number of its own: `p12.1`. */
export function createMeasure(id: string, parts: VaryParts): Measure {
  let last = 0;
  return async ({ endpoint, changed }, signal) => {
    last += 1;
    const wish = { ...parts, id: `${id}.${last}`, location: parts.location ?? 'here', changed };
    const prepared = await prepareProbe(endpoint, wish, signal);
    const result =
      'unprepared' in prepared ? toResult(prepared, endpoint, wish) : await parts.prober.probe(prepared, signal);
    parts.onResult?.(result);
    return result;
  };
}

interface Attempt {
  readonly measure: Measure;
  /** Why an arm could not be measured, by its label. */
  readonly unknowns: Map<string, ProbeProblem>;
}

/** One round of an arm. Several connections pass together or not at all. */
export async function attemptArm(arm: Arm, attempt: Attempt, signal: AbortSignal): Promise<Outcome | undefined> {
  const results = await Promise.all(Array.from({ length: arm.count }, () => attempt.measure(arm, signal)));
  const outcomes = results.map(toOutcome);
  const unknown = results.find((result, index) => outcomes[index] === undefined && result.problem !== undefined);
  if (unknown?.problem !== undefined) attempt.unknowns.set(arm.label, unknown.problem);
  const known = outcomes.filter((outcome) => outcome !== undefined);
  if (known.length < arm.count) return undefined;
  return arm.count === 1 ? known[0] : together(known);
}

/** A token that cannot be sent in this form fails in it, though nothing was opened. */
function toOutcome(result: ProbeResult): Outcome | undefined {
  const { code } = result.problem ?? {};
  return code === illegalTokenCode ? { passed: false, look: code, code } : outcomeOf(result);
}

function together(outcomes: readonly Outcome[]): Outcome {
  const failures = outcomes.filter(({ passed }) => !passed);
  const latencies = outcomes.flatMap(({ latencyMs }) => latencyMs ?? []).toSorted((one, other) => one - other);
  const latencyMs = latencies[Math.floor(latencies.length / 2)];
  const most = [...Map.groupBy(failures, ({ look }) => look).values()].toSorted(
    (one, other) => other.length - one.length,
  );
  const first = most[0]?.[0];
  if (first === undefined) return { passed: true, latencyMs };
  return {
    ...first,
    latencyMs: undefined,
    atOnce: { passed: outcomes.length - failures.length, of: outcomes.length },
  };
}

interface Lack {
  /** Absent: any arm may show it. */
  readonly label?: string | undefined;
  readonly codes: RegExp;
  readonly says: string;
}

const lacks: Partial<Readonly<Record<Factor, Lack>>> = {
  'address-family': {
    codes: /^(?:ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT)$/u,
    says: 'this machine itself has no way to addresses of one family',
  },
  'http-version': {
    label: 'h2',
    codes: /^ALPN_NOT_H2$|NO_APPLICATION_PROTOCOL$/u,
    says: 'the server does not offer HTTP/2',
  },
};

/** What this machine or the server does not have at all is no difference between the arms. */
export function lackOf(factor: Factor, records: readonly ArmRecord[]): string | undefined {
  const lack = lacks[factor];
  if (lack === undefined) return undefined;
  const asked = records.filter(({ label }) => lack.label === undefined || label === lack.label);
  return asked.some((record) => isAlways(record, lack.codes)) ? lack.says : undefined;
}

function isAlways({ outcomes }: ArmRecord, codes: RegExp): boolean {
  const counted = outcomes.filter((outcome) => outcome !== undefined);
  return counted.length > 0 && counted.every(({ code }) => code !== undefined && codes.test(code));
}
