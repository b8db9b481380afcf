import type { Audit } from '#domain/audit.ts';
import type { CloseCount } from '#domain/close.ts';
import { sideOfRun } from '#domain/compare-sides.ts';
import type { ComparedRun, ComparedSide } from '#domain/comparison.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import type { Probing } from '#domain/probing.ts';
import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

export type GatheringStore = Pick<Store, 'runs' | 'watch' | 'work'>;

const auditsLookedAt = 20;
const minuteMs = 60_000;

/** A run with what was measured around it. Its probes and settings are those of its round where a loop ran it. */
export async function gatherRunSide(run: Run, store: GatheringStore): Promise<ComparedSide> {
  const [compared, round, closes] = await Promise.all([
    comparedRun(run, store),
    roundOf(run, store),
    closesWithin(run.environment, run, store),
  ]);
  const [probing, audit] = await Promise.all([
    probingOf(round?.probing, store),
    round?.audit === undefined ? auditBefore(run, store) : store.work.audits.get(round.audit),
  ]);
  return sideOfRun(compared, { probing, audit, closes });
}

/** One round of a loop with its runs, probes, audit and closes. */
export async function gatherRoundSide(loop: Loop, round: LoopRound, store: GatheringStore): Promise<ComparedSide> {
  const [runs, probing, audit, closes] = await Promise.all([
    comparedRuns(round.runs, store),
    probingOf(round.probing, store),
    round.audit === undefined ? undefined : store.work.audits.get(round.audit),
    closesWithin(loop.environment, round, store),
  ]);
  return {
    id: `${loop.id}.${round.number}`,
    environment: loop.environment,
    state: roundState(round),
    runs,
    versions: round.versionsAfter,
    probing,
    audit,
    closes,
    fingerprint: round.fingerprint,
  };
}

export async function comparedRuns(ids: readonly string[], store: GatheringStore): Promise<readonly ComparedRun[]> {
  const found: ComparedRun[] = [];
  for (const id of ids) {
    const run = await store.runs.get(id);
    if (run !== undefined) found.push(await comparedRun(run, store));
  }
  return found;
}

function roundState({ decision, endedAt }: LoopRound): string {
  if (decision?.kind === 'green') return 'green';
  return endedAt === undefined ? 'not ended' : 'not green';
}

/** The ledger counts by the minute: the minutes in which it began and ended are in it as a whole. */
export async function closesWithin(
  environment: string,
  { startedAt, endedAt }: { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined },
  { watch }: Pick<Store, 'watch'>,
): Promise<readonly CloseCount[]> {
  if (startedAt === undefined || endedAt === undefined) return [];
  const since = new Date(Math.floor(Date.parse(startedAt) / minuteMs) * minuteMs).toISOString();
  const closes = await watch.ledger.since(since, { environment });
  return closes.filter(({ minuteAt }) => minuteAt <= endedAt);
}

async function comparedRun(run: Run, { runs }: Pick<Store, 'runs'>): Promise<ComparedRun> {
  const tests = await runs.tests(run.id);
  return { run, tests: tests.length > 0 ? tests : run.failures };
}

/** The round of the loop that ran it. */
export async function roundOf(run: Run, { work }: Pick<Store, 'work'>): Promise<LoopRound | undefined> {
  if (run.partOf === undefined) return undefined;
  const loop = await work.loops.get(run.partOf);
  return loop?.rounds.find(({ runs }) => runs.includes(run.id));
}

async function probingOf(id: string | undefined, { watch }: Pick<Store, 'watch'>): Promise<Probing | undefined> {
  return id === undefined ? undefined : watch.probings.get(id);
}

/** The newest whole audit of the environment that had ended when the run ended. */
async function auditBefore(run: Run, { work }: Pick<Store, 'work'>): Promise<Audit | undefined> {
  const until = run.endedAt ?? run.queuedAt;
  const audits = await work.audits.list({ environment: run.environment, limit: auditsLookedAt });
  return audits.find(({ state, endedAt }) => state === 'done' && endedAt !== undefined && endedAt <= until);
}
