import { isWrong, sayStandings, seenOf, versionsIn } from '../describe-standings.ts';
import { instancesSeen } from '../instances-seen.ts';
import { intendedVersion } from '../intended-version.ts';
import { standingsOf, type Expectation, type Standing } from '../judge-look.ts';
import { lookAtServices, type Sample } from '../look-at-services.ts';
import { backoff, pause } from '../pause.ts';
import { newestStart, restartedSince } from '../process-starts.ts';
import {
  factsOf,
  finding,
  isFinding,
  observe,
  type LoopStepWork,
  type Seen,
  type StepContext,
  type StepOutcome,
} from '../step-context.ts';
import { watchServices } from '../watch-services.ts';

const defaultSettleMs = 1_000;
const watchEveryMs = 500;

/** Waits until the intended version answers everywhere, twice, on fresh connections, and has stayed up in between. */
export const versionStep: LoopStepWork = async (context, signal) => {
  const { environment, round, rules } = context;
  const see = observe(context, 'version', 'probe');
  if (environment.services.size === 0) return withoutServices(context);
  const known = await intendedNow(context, signal);
  if ('gap' in known) return gapOutcome(known.gap, context);
  const expected = expectationOf(context, known.intended);
  const hasChanged = round.change?.state === 'passed';
  const endsAtMs = performance.now() + (hasChanged ? rules.gate.withinMs : 0);
  const { samples, standings, unsteady } = await awaitGood({ context, expected, endsAtMs }, signal);
  const extra = [
    ...unsteady,
    ...startsSeen(samples),
    ...instancesSeen(samples),
    ...nothingSeen(standings, samples, expected),
  ];
  const seen = [...seenOf(standings), ...extra];
  const isGood = !standings.some(isWrong) && !extra.some(isFinding);
  const isKept = round.keptBy !== undefined && round.change !== undefined;
  const kept = isKept ? `The old build is tested because ${round.keptBy?.name} said so. ` : '';
  const troubles = extra.filter(isFinding).map(({ says }) => says);
  return {
    state: isGood ? 'passed' : 'failed',
    says: `${kept}${[sayStandings(standings), ...troubles].join('; ')}`,
    saw: seen.map(see),
    round: { versionsAfter: versionsIn(standings), intended: known.intended },
  };
};

/** After a deploy nothing says that the new build runs. */
function withoutServices(context: StepContext): StepOutcome {
  const says = 'No service is configured that could say what runs';
  if (context.round.change?.name !== 'deploy') return { state: 'skipped', says };
  return { state: 'failed', says, saw: [finding('stale-version', says)].map(observe(context, 'version', 'probe')) };
}

/** A command that could not say it before the deploy may be able to now. */
async function intendedNow(
  { round, environment, parts, loop }: StepContext,
  signal: AbortSignal,
): Promise<{ readonly intended: string | undefined } | { readonly gap: string }> {
  if (round.intended !== undefined) return { intended: round.intended };
  const { version, gap } = await intendedVersion(environment, { parts, loop: loop.id }, signal);
  return gap === undefined ? { intended: version } : { gap };
}

function gapOutcome(gap: string, context: StepContext): StepOutcome {
  const says = `The intended version is not known: ${gap}`;
  return { state: 'failed', says, saw: [finding('version-unknown', says)].map(observe(context, 'version', 'deploy')) };
}

function expectationOf(context: StepContext, intended: string | undefined): Expectation {
  const { round, rules } = context;
  const { change } = round;
  // A repair may change what no version and no uptime shows.
  const isDeployed = change?.state === 'passed' && change.name === 'deploy';
  return {
    intended,
    before: round.versionsBefore,
    instancesBefore: factsOf(context, 'service.instance'),
    changedAtMs: isDeployed ? Date.parse(change.startedAt) : undefined,
    restarts: rules.gate.restarts,
  };
}

interface Awaiting {
  readonly context: StepContext;
  readonly expected: Expectation;
  readonly endsAtMs: number;
}

interface Awaited {
  readonly samples: readonly Sample[];
  readonly standings: readonly Standing[];
  /** Why it did not stay. */
  readonly unsteady: readonly Seen[];
}

async function awaitGood(awaiting: Awaiting, signal: AbortSignal): Promise<Awaited> {
  const { context, endsAtMs } = awaiting;
  const pauses = backoff();
  let said = '';
  for (;;) {
    const first = await look(awaiting, signal);
    const isGood = !first.standings.some(isWrong);
    const settled = isGood ? await settle(first, awaiting, signal) : { ...first, unsteady: [] };
    const isDone = isGood && !settled.standings.some(isWrong) && settled.unsteady.length === 0;
    if (isDone || signal.aborted || performance.now() >= endsAtMs) return settled;
    const says = `Waits: ${sayStandings(settled.standings)}`;
    const at = context.parts.now().toISOString();
    if (says !== said) await context.write({ kind: 'step-started', at, step: 'version', says });
    said = says;
    await pause(Math.min(pauses.next().value, endsAtMs - performance.now()), signal);
  }
}

async function look(
  { context, expected }: Pick<Awaiting, 'context' | 'expected'>,
  signal: AbortSignal,
): Promise<Omit<Awaited, 'unsteady'>> {
  const { environment, rules, parts } = context;
  const samples = await lookAtServices({ environment, samples: rules.gate.samples, healthSamples: 2 }, parts, signal);
  return { samples, standings: standingsOf(environment, samples, expected) };
}

/** The second look, and what happened until then. */
async function settle(first: Omit<Awaited, 'unsteady'>, awaiting: Awaiting, signal: AbortSignal): Promise<Awaited> {
  const { environment, parts } = awaiting.context;
  const watch = watchServices(environment, { everyMs: watchEveryMs, parts }, signal);
  await pause(environment.deploy?.settleMs ?? defaultSettleMs, signal);
  const outages = await watch.end();
  const second = await look(awaiting, signal);
  const restarts = [...environment.services.keys()].flatMap((service) => {
    const of = (samples: readonly Sample[]): readonly Sample[] => samples.filter((each) => each.service === service);
    const restart = restartedSince(of(first.samples), of(second.samples));
    if (restart === undefined) return [];
    return [finding('service-restart', `${service} started anew while its version settled`, service)];
  });
  const gone = outages.map(({ service, because }) =>
    finding('service-restart', `${service} did not answer while its version settled: ${because}`, service),
  );
  return { ...second, unsteady: [...restarts, ...gone] };
}

/** When each service had begun, for the steps that follow. */
function startsSeen(samples: readonly Sample[]): readonly Seen[] {
  return [...Map.groupBy(samples, ({ service }) => service)].flatMap(([service, own]): readonly Seen[] => {
    const start = newestStart(own);
    if (start === undefined) return [];
    const at = new Date(Math.round(start.startedMs)).toISOString();
    return [
      { fact: 'service.started-at', value: at, says: `${service} has been running since ${at}`, subject: service },
    ];
  });
}

/** After a deploy of which no service shows anything, nothing says that the new build runs. */
function nothingSeen(
  standings: readonly Standing[],
  samples: readonly Sample[],
  { changedAtMs }: Expectation,
): readonly Seen[] {
  if (changedAtMs === undefined || standings.some(({ kind }) => kind !== 'unknown')) return [];
  const start = newestStart(samples);
  if (start !== undefined && start.startedMs + start.slackMs >= changedAtMs) return [];
  return [finding('stale-version', 'No service says its version or that it started anew: perhaps the old build runs')];
}
