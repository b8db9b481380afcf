import { isActive, type Run } from '#domain/run.ts';

import { askWhy } from './ask-why.ts';
import { followRecord } from './follow-record.ts';
import { lookAtServices, type Sample } from './look-at-services.ts';
import { restartedSince } from './process-starts.ts';
import { finding, type Seen, type StepContext } from './step-context.ts';
import { watchServices } from './watch-services.ts';

interface SuiteDone {
  /** Undefined, or still active: an abort came first. */
  readonly run: Run | undefined;
  readonly seen: readonly Seen[];
}

/** Restarts in the middle of a suite show as a moment without an answer where nothing reports an uptime. */
const watchEveryMs = 1_000;

/** Queues the run, or finds the one of before a restart; waits for its end, and for why it is red. */
export async function runOneSuite(
  suite: string,
  { context, runs }: { readonly context: StepContext; readonly runs: readonly string[] },
  signal: AbortSignal,
): Promise<SuiteDone> {
  const { environment, parts, write } = context;
  const health = { environment, samples: 2, healthSamples: 2 };
  const before = await lookAtServices(health, parts, signal);
  const queued = await queue(suite, context, signal);
  if (queued === undefined) return { run: undefined, seen: [] };
  await write({ kind: 'noted', round: { runs: [...runs, queued.id] } });
  const watch = watchServices(environment, { everyMs: watchEveryMs, parts }, signal);
  const run = await followRun(queued.id, context, signal);
  const outages = await watch.end();
  if (run === undefined || isActive(run) || signal.aborted) return { run, seen: [] };
  const after = await lookAtServices(health, parts, signal);
  if (run.state === 'failed' || run.state === 'timed-out') await askWhy(run, context, signal);
  const gone = outages.map(({ service, looks, because }) =>
    finding(
      'service-restart',
      `${service} was not there during ${run.id}, in ${looks} ${looks === 1 ? 'look' : 'looks'}: ${because}`,
      service,
    ),
  );
  return { run, seen: [sayRun(run), ...comparisons(run, before, after), ...gone] };
}

/** One that somebody queued before the lock, with the same tests, is waited for: it is not ours. */
async function queue(suite: string, context: StepContext, signal: AbortSignal): Promise<Run | undefined> {
  const { loop, round, parts, environment } = context;
  const requestId = `${loop.id}.${round.number}`;
  for (;;) {
    if (signal.aborted) return undefined;
    const { run } = await parts.store.runs.add({
      requestId,
      suite,
      environment: environment.name,
      selection: {},
      partOf: loop.id,
      requestedBy: loop.requestedBy,
      place: loop.place,
      queuedAt: parts.now().toISOString(),
    });
    if (run.requestId === requestId) return run;
    await followRun(run.id, context, signal);
  }
}

function followRun(id: string, { parts }: StepContext, signal: AbortSignal): Promise<Run | undefined> {
  const { store } = parts;
  return followRecord(
    {
      get: () => store.runs.get(id),
      subscribe: (listener) => store.subscribe((each) => void (each === id && listener())),
      hasEnded: (run) => !isActive(run),
    },
    signal,
  );
}

function sayRun({ id, suite, state, verdict }: Run): Seen {
  return {
    fact: 'run.verdict',
    value: verdict ?? state,
    says: `${suite} (${id}) ${state}, ${verdict ?? 'no verdict'}`,
    subject: id,
  };
}

function comparisons(run: Run, before: readonly Sample[], after: readonly Sample[]): readonly Seen[] {
  const services = [...new Set(after.map(({ service }) => service))];
  return services.flatMap((service): readonly Seen[] => {
    const of = (samples: readonly Sample[]): readonly Sample[] => samples.filter((each) => each.service === service);
    const versions = (samples: readonly Sample[]): readonly string[] =>
      [...new Set(of(samples).flatMap(({ version }) => version ?? []))].toSorted();
    const [was, is] = [versions(before), versions(after)];
    const isChanged = was.length > 0 && is.length > 0 && was.join() !== is.join();
    return [
      ...(restartedSince(of(before), of(after)) === undefined
        ? []
        : [finding('service-restart', `${service} started anew while ${run.id} ran`, service)]),
      ...(isChanged
        ? [
            finding(
              'deploy-in-progress',
              `${service} went from ${was.join(', ')} to ${is.join(', ')} while ${run.id} ran`,
              service,
            ),
          ]
        : []),
    ];
  });
}
