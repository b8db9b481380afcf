import type { Loop, LoopStep, LoopStepRecord } from '#domain/loop.ts';
import { totalOf } from '#domain/test-result.ts';

import type { RoundReading } from './decide.ts';
import { findingFact } from './next-loop.ts';

/** All that keeps a round from being green. */
export interface Trouble {
  /** A sentence each; empty: nothing. */
  readonly says: readonly string[];
  /** Without times and counts of the moment, so that the same trouble has the same signs. */
  readonly signs: readonly string[];
  /** Ids of causes: of the catalogue, and what the loop found itself. */
  readonly causes: ReadonlySet<string>;
  /** Nothing of it need be there in another round. */
  readonly isPassing: boolean;
  /** No other round would tell more. */
  readonly isFinal: boolean;
}

/** Less likely causes are not acted on. */
const leastConfidence = 0.5;
const mostNamed = 3;

type SaidStep = Pick<LoopStepRecord, 'step' | 'state' | 'says' | 'observations'>;

const passing: ReadonlySet<string> = new Set(['service-restart', 'deploy-in-progress']);
/** Steps without which nothing is known of the build. */
const needed: readonly LoopStep[] = ['preflight', 'deploy', 'version', 'stability', 'probes', 'suites'];

export function troubleOf(reading: RoundReading, loop: Pick<Loop, 'suites' | 'observations'>): Trouble {
  const steps = troubledSteps(reading, loop);
  const findings = findingsOf(steps, loop);
  const red = reading.runs.filter(({ state, verdict }) => state !== 'passed' || verdict !== 'proven');
  const notRun = loop.suites.filter((suite) => !reading.runs.some((run) => run.suite === suite));
  const diagnosed = reading.inquiries.flatMap(({ diagnoses }) => diagnoses);
  const likely = diagnosed.flatMap(({ causes: [first] }) =>
    first !== undefined && first.confidence >= leastConfidence ? [first.id] : [],
  );
  const isCut = steps.some(({ step, state }) => state === 'failed' && isBeforeSuites(step));
  const failed = red.filter(({ state }) => state !== 'passed');
  const says = [
    ...steps.map(sayStep),
    ...red.map(sayRun),
    ...(notRun.length === 0 || (isCut && reading.runs.length === 0) ? [] : [`not run: ${notRun.join(', ')}`]),
  ];
  return {
    // A step that failed is never passed over, whatever else says so.
    says: says.length === 0 ? reading.round.steps.filter(isBad).map(sayStep) : says,
    signs: [
      ...steps.map(({ step, state }) => `${step} ${state}`),
      ...findings.map((finding) => `found ${finding}`),
      ...red.map(({ suite, state, verdict, red: tests }) => `${suite} ${state} ${verdict ?? '-'} ${tests.join(' ')}`),
      ...notRun.map((suite) => `${suite} not run`),
      ...likely.map((cause) => `cause ${cause}`),
    ],
    causes: new Set([...findings, ...likely]),
    isPassing: findings.length > 0 && findings.every((each) => passing.has(each)) && failed.length === 0,
    isFinal: steps.some(({ step, state }) => step === 'preflight' || state === 'interrupted'),
  };
}

/** Those that failed, and those that were not come to though nothing before them failed. */
function troubledSteps({ round }: RoundReading, loop: Pick<Loop, 'observations'>): readonly SaidStep[] {
  const bad = round.steps.filter(isBad);
  const missing = needed.filter((step) => !round.steps.some((each) => each.step === step));
  if (bad.length > 0 || missing.length === 0) return bad.filter((step) => isSaidByItself(step, loop));
  return missing.map((step) => ({ step, state: 'skipped' as const, says: 'was not come to', observations: [] }));
}

function isBad({ state }: Pick<LoopStepRecord, 'state'>): boolean {
  return state === 'failed' || state === 'interrupted' || state === 'running';
}

function sayStep({ step, says }: Pick<LoopStepRecord, 'step' | 'says'>): string {
  return `${step}: ${says}`;
}

/** What failed in suites is said by the runs, and what the diagnosis came to by its causes. */
function isSaidByItself(step: SaidStep, loop: Pick<Loop, 'observations'>): boolean {
  return step.step !== 'diagnosis' && (step.step !== 'suites' || findingsOf([step], loop).length > 0);
}

function isBeforeSuites(step: LoopStep): boolean {
  return step === 'preflight' || step === 'deploy' || step === 'version';
}

function findingsOf(
  steps: readonly Pick<LoopStepRecord, 'observations'>[],
  { observations }: Pick<Loop, 'observations'>,
): readonly string[] {
  const cited = new Set(steps.flatMap((step) => step.observations));
  const found = observations.filter(({ id, fact }) => fact === findingFact && cited.has(id));
  return [...new Set(found.map(({ value }) => String(value)))];
}

function sayRun({ id, suite, state, verdict, verdictReason, counts, red }: RoundReading['runs'][number]): string {
  const name = `${suite} (${id})`;
  if (state === 'passed')
    return `${name} passed and is ${verdict ?? 'not judged'}${verdictReason === undefined ? '' : `: ${verdictReason}`}`;
  if (red.length === 0) return `${name} ${state}${verdictReason === undefined ? '' : `: ${verdictReason}`}`;
  const total = totalOf(counts);
  const more = red.length > mostNamed ? ` and ${red.length - mostNamed} more` : '';
  return `${name} ${state}, ${red.length} of ${total} tests red: ${red.slice(0, mostNamed).join(', ')}${more}`;
}
