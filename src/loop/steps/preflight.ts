import { isActive, type Run } from '#domain/run.ts';

import { auditBefore } from '../audit-before.ts';
import { versionsIn } from '../describe-standings.ts';
import { followRecord } from '../follow-record.ts';
import { instancesSeen } from '../instances-seen.ts';
import { intendedVersion } from '../intended-version.ts';
import { standingsOf } from '../judge-look.ts';
import { lookAtServices } from '../look-at-services.ts';
import { lockFor } from '../loop-lock.ts';
import { observe, type LoopStepWork, type Seen, type StepContext } from '../step-context.ts';

/** Locks the environment, waits for what runs on it, and looks at it before it is changed. */
export const preflightStep: LoopStepWork = async (context, signal) => {
  const { parts, loop, environment } = context;
  const refusal = await lockFor(loop, parts);
  if (refusal !== undefined) return { state: 'failed', says: refusal, ends: { state: 'red', reason: refusal } };
  const waited = await waitForRuns(context, signal);
  const [audit, before, intended] = await Promise.all([
    auditBefore(context, signal),
    lookBefore(context, signal),
    intendedVersion(environment, { parts, loop: loop.id }, signal),
  ]);
  const waitedFor = waited.length === 0 ? [] : [`waited for ${waited.join(', ')}`];
  const target =
    intended.version === undefined
      ? (intended.gap ?? 'no intended version is configured')
      : `${intended.version} is meant to run`;
  const says = [`${environment.name} is locked`, ...waitedFor, before.says, target, audit.says]
    .join('; ')
    .slice(0, 1_500);
  const see = observe(context, 'preflight', 'audit');
  const saw = [...before.seen, ...audit.seen, sayIntended(target, intended.version)].map(see);
  const round = { versionsBefore: before.versions, intended: intended.version };
  if (audit.stops !== undefined)
    return { state: 'failed', says, saw, round, ends: { state: 'red', reason: audit.stops } };
  return { state: 'passed', says, saw, round };
};

function sayIntended(says: string, version: string | undefined): Seen {
  return { fact: 'version.intended', value: version ?? 'unknown', says };
}

/** No new ones begin under the lock; those that were queued before it end first. */
async function waitForRuns({ parts, loop, environment }: StepContext, signal: AbortSignal): Promise<readonly string[]> {
  const { store } = parts;
  const foreign = async (): Promise<readonly Run[]> => {
    const active = await store.runs.active();
    return active.filter((run) => run.environment === environment.name && run.partOf !== loop.id);
  };
  const waited = (await foreign()).map(({ id }) => id);
  const following = {
    get: foreign,
    subscribe: (listener: () => void) => store.subscribe(listener),
    hasEnded: (runs: readonly Run[]) => !runs.some(isActive),
  };
  await followRecord(following, signal);
  return waited;
}

interface Before {
  readonly versions: Readonly<Record<string, string>>;
  readonly says: string;
  readonly seen: readonly Seen[];
}

async function lookBefore({ environment, parts, rules }: StepContext, signal: AbortSignal): Promise<Before> {
  const wish = { environment, samples: Math.max(4, rules.gate.samples / 2), healthSamples: 2 };
  const samples = await lookAtServices(wish, parts, signal);
  const nothing = { before: {}, instancesBefore: {}, restarts: false };
  const standings = standingsOf(environment, samples, nothing).filter(({ kind }) => kind !== 'unknown');
  const seen = instancesSeen(samples);
  const said = standings.map(({ service, version, kind, says }): Seen => {
    return { fact: 'version.before', value: version ?? kind, says, subject: service };
  });
  const says = standings.length === 0 ? 'no service says its version' : standings.map((each) => each.says).join(', ');
  return { versions: versionsIn(standings), says: `now ${says}`, seen: [...seen, ...said] };
}
