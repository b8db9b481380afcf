import type { LoopAudit, LoopFacts, LoopProbing, LoopRun } from '#domain/loop-facts.ts';
import type { Loop } from '#domain/loop.ts';

import type { Store } from './state.ts';

/** What ended does not change any more: kept between readings, bounded. */
export interface EndedRecords {
  readonly runs: Map<string, LoopRun>;
  readonly probings: Map<string, LoopProbing>;
  readonly audits: Map<string, LoopAudit>;
}

export interface LoopSources {
  readonly store: Pick<Store, 'runs' | 'posts'> & {
    readonly watch: Pick<Store['watch'], 'probings'>;
    readonly work: Pick<Store['work'], 'approvals' | 'audits'>;
  };
  readonly now: () => Date;
  /** For who reads the same loop again and again. */
  readonly ended?: EndedRecords | undefined;
}

const mostKept = 2_000;

export function createEndedRecords(): EndedRecords {
  return { runs: new Map(), probings: new Map(), audits: new Map() };
}

/** The records that a loop names, as far as they are kept. */
export async function readLoopFacts(loop: Loop, { store, now, ended }: LoopSources): Promise<LoopFacts> {
  const { runs, watch, work, posts } = store;
  const kept = ended ?? createEndedRecords();
  const idsOf = (name: 'probing' | 'audit'): readonly string[] => loop.rounds.flatMap((round) => round[name] ?? []);
  const [foundRuns, probings, audits, approval, card] = await Promise.all([
    readAll(
      loop.rounds.flatMap((round) => round.runs),
      (id) => runs.get(id).then(briefRun),
      kept.runs,
    ),
    readAll(idsOf('probing'), (id) => watch.probings.get(id).then(briefProbing), kept.probings),
    readAll(idsOf('audit'), (id) => work.audits.get(id).then(briefAudit), kept.audits),
    loop.waitsFor === undefined ? undefined : work.approvals.get(loop.waitsFor),
    loop.waitsFor === undefined ? undefined : posts.get(`${loop.waitsFor}/root`),
  ]);
  return { now: now(), runs: foundRuns, probings, audits, approval, approvalLink: card?.permalink };
}

/** Without what it holds of its tests: a thousand runs are kept at once. */
function briefRun(run: LoopRun | undefined): LoopRun | undefined {
  if (run === undefined) return undefined;
  const { id, suite, state, verdict, verdictReason, counts, expected, startedAt, endedAt } = run;
  return { id, suite, state, verdict, verdictReason, counts, expected, startedAt, endedAt };
}

function briefProbing(probing: LoopProbing | undefined): LoopProbing | undefined {
  if (probing === undefined) return undefined;
  const { id, state, counts, aim } = probing;
  return { id, state, counts, aim };
}

function briefAudit(audit: LoopAudit | undefined): LoopAudit | undefined {
  if (audit === undefined) return undefined;
  const { id, state, score, problem } = audit;
  return { id, state, score, problem };
}

async function readAll<T extends { readonly state: string }>(
  ids: readonly string[],
  read: (id: string) => Promise<T | undefined>,
  kept: Map<string, T>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const id of ids) {
    const record = kept.get(id) ?? (await read(id));
    if (record === undefined) continue;
    found.set(id, record);
    if (record.state !== 'queued' && record.state !== 'running') keep(kept, id, record);
  }
  return found;
}

function keep<T>(kept: Map<string, T>, id: string, record: T): void {
  kept.set(id, record);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
