import type { Run } from '#domain/run.ts';
import { isActive } from '#domain/run.ts';

import { isWrong, sayStandings, seenOf, versionsIn } from '../describe-standings.ts';
import { closesSince } from '../closes-since.ts';
import { standingsOf } from '../judge-look.ts';
import { replacedSinceGate } from '../replaced-since-gate.ts';
import { runOneSuite } from '../run-one-suite.ts';
import { finding, isFinding, observe, type LoopStepWork, type Seen, type StepContext } from '../step-context.ts';
import { lookAtServices } from '../look-at-services.ts';

/** Runs the suites one after another, and looks at what runs before and after each. */
export const suitesStep: LoopStepWork = async (context, signal) => {
  const { loop, round, parts } = context;
  const seen: Seen[] = [];
  const runs: Run[] = [];
  let stoppedAfter: Run | undefined;
  for (const suite of loop.suites) {
    const done = await runOneSuite(suite, { context, runs: runs.map(({ id }) => id) }, signal);
    if (done.run === undefined || isActive(done.run) || signal.aborted) {
      return { state: 'interrupted', says: `${suite} did not end` };
    }
    runs.push(done.run);
    seen.push(...done.seen);
    if (done.run.state === 'interrupted') break;
    if (stopsAt(done.run, context)) {
      stoppedAfter = done.run;
      break;
    }
  }
  const after = await lookAfter(context, signal);
  const isGreen = runs.length === loop.suites.length && runs.every(isProven);
  const all = [...seen, ...after.seen, ...(await closesSince(context))];
  const troubles = all.filter(isFinding).map(({ says }) => says);
  const interrupted = runs.find(({ state }) => state === 'interrupted');
  const says = [
    sayRuns(runs, loop.suites.length),
    ...(stoppedAfter ? [sayStop(stoppedAfter)] : []),
    ...troubles,
    after.says,
  ];
  return {
    state: interrupted === undefined ? (isGreen && troubles.length === 0 ? 'passed' : 'failed') : 'interrupted',
    says: says.join('; ').slice(0, 1_500),
    saw: all.map(observe({ loop, round, parts }, 'suites', 'report')),
    round: { versionsAfter: { ...round.versionsAfter, ...after.versions } },
    ends: interrupted === undefined ? undefined : { state: 'interrupted', reason: interruptedWords(interrupted) },
  };
};

function isProven({ state, verdict }: Run): boolean {
  return state === 'passed' && verdict === 'proven';
}

/** A red suite of a tier that ends the round. */
function stopsAt(run: Run, { rules, parts }: StepContext): boolean {
  const { stopAtRed } = rules;
  if (stopAtRed === 'never' || run.state === 'passed') return false;
  const priority = parts.configuration().suites.get(run.suite)?.priority;
  return priority !== undefined && priority <= stopAtRed;
}

function sayStop({ suite, id }: Run): string {
  return `${suite} (${id}) is red and of a tier that ends the round`;
}

function interruptedWords({ id, suite }: Run): string {
  return `${suite} (${id}) was interrupted by the end of Teneleven's process; suites are not started again by themselves`;
}

function sayRuns(runs: readonly Run[], wanted: number): string {
  const proven = runs.filter(isProven).length;
  const passed = runs.filter(({ state }) => state === 'passed').length;
  return `${passed} of ${wanted} suites passed, ${proven} proven`;
}

/** What was meant must still run when the last suite has ended. */
async function lookAfter(
  context: StepContext,
  signal: AbortSignal,
): Promise<{
  readonly seen: readonly Seen[];
  readonly says: string;
  readonly versions: Readonly<Record<string, string>>;
}> {
  const { environment, rules, parts, round } = context;
  const samples = await lookAtServices({ environment, samples: rules.gate.samples, healthSamples: 1 }, parts, signal);
  const expected = { intended: round.intended, before: {}, instancesBefore: {}, restarts: false };
  const standings = standingsOf(environment, samples, expected);
  const versions = versionsIn(standings);
  const known = standings.filter(({ kind }) => kind !== 'unknown');
  const moved = Object.entries(round.versionsAfter).flatMap(([service, before]): readonly Seen[] => {
    const now = versions[service];
    if (now === undefined || now === before) return [];
    return [finding('deploy-in-progress', `${service} changed from ${before} to ${now} while suites ran`, service)];
  });
  const replaced = [...environment.services.keys()].flatMap((service) =>
    replacedSinceGate(
      service,
      samples.filter((each) => each.service === service),
      context,
    ),
  );
  const seen = [...seenOf(known), ...moved, ...replaced];
  const wrong = known.filter(isWrong);
  const says = wrong.length > 0 ? `afterwards ${sayStandings(wrong)}` : 'the same versions answer afterwards';
  return { seen, says: known.length === 0 ? 'no service says its version' : says, versions };
}
