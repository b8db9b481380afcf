import { parseConfiguration } from '#config/parse-configuration.ts';
import { aimOf } from '#diagnosis/experiments/aim.ts';
import type { Aim, Experiment, Finding, Lab, ProbeWish } from '#diagnosis/experiments/experiment.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import type { ProbeResult } from '#domain/probe.ts';

import { makeSymptom } from './make-symptom.ts';
import { makeProbeResult } from './make-probe-result.ts';

export interface MadeUp
  extends
    Partial<Pick<Lab, 'isThorough' | 'rerunner' | 'versions' | 'intended' | 'lastGreen' | 'ranAt'>>,
    Pick<Aim, 'plain'> {
  /** Seconds that the youngest service has been up. */
  readonly youngest?: number | undefined;
  /** What stands in `environments: { staging: { … } }`. */
  readonly yaml: string;
  readonly symptom?: Partial<Symptom>;
  /** What a probe comes back with, and the how-manieth it is; absent: all are up. */
  readonly answer?: (wish: ProbeWish, count: number) => Partial<ProbeResult>;
}

export interface Ran {
  readonly findings: readonly Finding[];
  readonly wishes: readonly ProbeWish[];
  readonly applies: boolean;
  readonly valueOf: (fact: string) => Fact | undefined;
}

/** One experiment, with results that a test makes up: nothing is opened. */
export async function runExperiment(experiment: Experiment, madeUp: MadeUp): Promise<Ran> {
  const wishes: ProbeWish[] = [];
  const lab = labOf(madeUp, wishes);
  const aim = aimFor(madeUp);
  const applies = experiment.applies(aim, lab);
  const findings = await experiment.run(aim, lab, AbortSignal.timeout(60_000));
  const valueOf = (fact: string): Fact | undefined => findings.find((each) => each.fact === fact)?.value;
  return { findings, wishes, applies, valueOf };
}

function aimFor({ yaml, symptom, plain }: MadeUp): Aim {
  const configuration = parseConfiguration(`environments: { staging: { ${yaml} } }\nsuites: {}\n`, '/e2e.yaml');
  const [environment] = configuration.environments.values();
  if (environment === undefined) throw new Error('no environment');
  return { ...aimOf(makeSymptom(symptom), { environment, variables: {} }), plain };
}

function labOf(
  { isThorough = false, rerunner, versions, intended, lastGreen, ranAt, youngest, answer }: MadeUp,
  wishes: ProbeWish[],
): Lab {
  let groups = 0;
  return {
    variables: {},
    now: () => new Date(),
    probe(wish) {
      wishes.push(wish);
      const { id, kind } = wish.endpoint;
      return Promise.resolve(makeProbeResult({ endpoint: id, kind, ...answer?.(wish, wishes.length) }));
    },
    versions: versions ?? (() => Promise.resolve({})),
    versionsSeen: () => [],
    intended: intended ?? (() => Promise.resolve(undefined)),
    rerunner,
    lastGreen,
    ranAt,
    usualMs: () => undefined,
    control: [],
    versionsOfRun: {},
    isThorough,
    withoutPort: () => undefined,
    hurry: () => undefined,
    isHurried: () => false,
    youngest: () => youngest,
    sawUptime: () => undefined,
    newGroup: () => `g${(groups += 1)}`,
  };
}
