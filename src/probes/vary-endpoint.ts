import type { Factor, PairVerdict } from '#domain/pair.ts';
import type { ProbeProblem } from '#domain/probe.ts';

import { endpointsOf, type Endpoint } from './endpoints.ts';
import { prepareProbe } from './prepare-probe.ts';
import { attemptArm, createMeasure, lackOf, type Measure } from './vary-attempt.ts';
import type { VaryParts } from './vary-parts.ts';
import { planners } from './vary-plan.ts';
import { runRounds } from './vary-rounds.ts';
import { judgePair, type ArmRecord } from './vary-verdict.ts';

export type { VaryParts } from './vary-parts.ts';

export interface VaryOrder {
  readonly endpoint: Endpoint;
  readonly factors: readonly Factor[];
  /** Results are numbered below it: `p12` → `p12.1`. */
  readonly id: string;
}

const defaultGapMs = 100;

/**
 * One verdict per factor, in the order asked for; with several forms of signing in, one per form for `token`. Never rejects
 * but for a bug: what cannot be compared is `not-measured` and says why.
 */
export async function varyEndpoint(
  order: VaryOrder,
  parts: VaryParts,
  signal: AbortSignal,
): Promise<readonly PairVerdict[]> {
  const verdicts: PairVerdict[] = [];
  const measure = createMeasure(order.id, parts);
  for (const factor of order.factors) {
    for (const endpoint of subjectsOf(factor, order.endpoint, parts)) {
      const verdict = await varyFactor({ endpoint, factor }, { parts, measure, id: order.id }, signal);
      verdicts.push(verdict);
      parts.onPair?.(verdict);
    }
  }
  return verdicts;
}

/** The first form of a websocket stands for all of them when tokens are varied: the matrix of tokens and forms. */
function subjectsOf(factor: Factor, endpoint: Endpoint, { environment }: VaryParts): readonly Endpoint[] {
  if (factor !== 'token' || endpoint.kind === 'http') return [endpoint];
  const forms = endpointsOf(environment).filter(({ kind, name }) => kind === 'websocket' && name === endpoint.name);
  return forms[0]?.id === endpoint.id ? forms : [endpoint];
}

interface Comparison {
  readonly endpoint: Endpoint;
  readonly factor: Factor;
}

interface Tools {
  readonly parts: VaryParts;
  readonly measure: Measure;
  readonly id: string;
}

async function varyFactor(
  compared: Comparison,
  { parts, measure, id }: Tools,
  signal: AbortSignal,
): Promise<PairVerdict> {
  const { endpoint, factor } = compared;
  // Where it goes is asked without a token: there may be none to be had.
  const plain = await prepareProbe(endpoint, { ...parts, id, location: 'here', changed: { token: 'none' } }, signal);
  if ('unprepared' in plain) return notMeasured(compared, plain.unprepared.message);
  const plan = await planners[factor]({ endpoint, plain, parts });
  if ('reason' in plan) return notMeasured(compared, plan.reason);
  const unknowns = new Map<string, ProbeProblem>();
  const records = await runRounds(
    {
      arms: plan.arms,
      gapMs: parts.gapMs ?? defaultGapMs,
      isSettled: (soFar) => conclude(compared, soFar, unknowns).verdict !== 'unclear',
      attempt: (arm, stop) => attemptArm(arm, { measure, unknowns }, stop),
    },
    signal,
  );
  return conclude(compared, records, unknowns);
}

/** An arm that was never measured takes no part; with fewer than two others there is nothing to compare. */
function conclude(
  compared: Comparison,
  records: readonly ArmRecord[],
  unknowns: ReadonlyMap<string, ProbeProblem>,
): PairVerdict {
  const { endpoint, factor } = compared;
  const measured = records.filter(isMeasured);
  const left = records.filter((record) => !isMeasured(record));
  const said = left.map(({ label }) => `${label}: ${unknowns.get(label)?.message ?? 'stopped before it was measured'}`);
  const verdict = judgePair({ endpoint: endpoint.id, factor }, measured);
  const lack = measured.length < 2 ? said.join('; ') : lackOf(factor, measured);
  if (lack !== undefined) return { ...notMeasured(compared, lack), arms: verdict.arms };
  return said.length === 0 ? verdict : { ...verdict, says: `${verdict.says}; not measured: ${said.join('; ')}` };
}

function isMeasured({ outcomes }: ArmRecord): boolean {
  return outcomes.some((outcome) => outcome !== undefined);
}

function notMeasured({ endpoint, factor }: Comparison, reason: string): PairVerdict {
  return { endpoint: endpoint.id, factor, arms: [], verdict: 'not-measured', says: `Not measured: ${reason}` };
}
