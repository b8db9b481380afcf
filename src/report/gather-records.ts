import type { CloseCount } from '#domain/close.ts';
import type { Suite } from '#domain/configuration.ts';
import type { Incident } from '#domain/incident.ts';
import type { Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Run } from '#domain/run.ts';

import { lastGreenBefore } from './find-green.ts';
import { closesWithin, comparedRuns, roundOf, type GatheringStore } from './gather-side.ts';
import type { CloseRecord, ReportRecords, RunRecord, SuiteRecord } from './records.ts';

export interface RecordSources {
  readonly store: GatheringStore;
  readonly configuration: () => { readonly suites: ReadonlyMap<string, Suite> };
  /** Takes secrets out of what the configuration says; what the store holds is redacted already. */
  readonly redact: (text: string) => string;
}

const incidentsLookedAt = 100;
const inquiriesOfRun = 5;

/** All that the report of a run (`r12`) or a loop (`l1`) is made from. Rejects with `UNKNOWN_RUN`, `UNKNOWN_LOOP`. */
export async function gatherRecords(id: string, sources: RecordSources): Promise<ReportRecords> {
  const { store } = sources;
  const loop = id.startsWith('l') ? await store.work.loops.get(id) : undefined;
  const run = id.startsWith('l') ? undefined : await store.runs.get(id);
  if (loop !== undefined) return gatherLoop(loop, sources);
  if (run !== undefined) return gatherRun(run, sources);
  const noun = id.startsWith('l') ? 'loop' : 'run';
  throw new OperatorError({
    code: `UNKNOWN_${noun.toUpperCase()}`,
    message: `No ${noun} named "${id.slice(0, 60)}"`,
    hint: 'It may have been removed: the newest are kept. "history" lists runs',
  });
}

async function gatherLoop(loop: Loop, sources: RecordSources): Promise<ReportRecords> {
  const runs = await comparedRuns(
    loop.rounds.flatMap((round) => round.runs),
    sources.store,
  );
  const named = {
    inquiries: loop.rounds.flatMap(({ inquiries }) => inquiries),
    probings: loop.rounds.flatMap(({ probing }) => probing ?? []),
    audits: loop.rounds.flatMap(({ audit }) => audit ?? []),
    approvals: loop.rounds.flatMap(({ change }) => change?.approval ?? []),
  };
  return { ...(await gatherAround(loop, { runs, named, sources })), loop };
}

async function gatherRun(run: Run, sources: RecordSources): Promise<ReportRecords> {
  const [runs, round] = await Promise.all([comparedRuns([run.id], sources.store), roundOf(run, sources.store)]);
  const named = {
    inquiries: [],
    probings: round?.probing === undefined ? [] : [round.probing],
    audits: round?.audit === undefined ? [] : [round.audit],
    approvals: [],
  };
  return gatherAround(run, { runs, named, sources });
}

interface Gathering {
  readonly runs: readonly RunRecord[];
  readonly named: Readonly<Record<'inquiries' | 'probings' | 'audits' | 'approvals', readonly string[]>>;
  readonly sources: RecordSources;
}

async function gatherAround(subject: Run | Loop, { runs, named, sources }: Gathering): Promise<ReportRecords> {
  const { store } = sources;
  const { environment } = subject;
  const [greens, inquiries, probings, audits, approvals, incidents, closes] = await Promise.all([
    gatherGreens(runs, store),
    gatherInquiries(runs, named.inquiries, store),
    getAll(named.probings, (id) => store.watch.probings.get(id)),
    getAll(named.audits, (id) => store.work.audits.get(id)),
    getAll(named.approvals, (id) => store.work.approvals.get(id)),
    incidentsWithin(subject, store),
    closesWithin(environment, subject, store),
  ]);
  return {
    id: subject.id,
    environment,
    reported: runs.map(({ run }) => run.id),
    greens: Object.fromEntries(greens.map(({ run }) => [run.suite, run.id])),
    runs: Object.fromEntries([...greens, ...runs].map((record) => [record.run.id, record])),
    inquiries,
    probings,
    audits,
    approvals,
    incidents,
    closes: addUp(closes),
    suites: suitesOf(environment, sources),
  };
}

/** Of each suite the last green run before the first that is reported. */
async function gatherGreens(runs: readonly RunRecord[], store: GatheringStore): Promise<readonly RunRecord[]> {
  const firsts = new Map(runs.toReversed().map(({ run }) => [run.suite, run]));
  const found: RunRecord[] = [];
  for (const run of firsts.values()) {
    const green = await lastGreenBefore(run, store);
    if (green !== undefined) found.push(...(await comparedRuns([green.id], store)));
  }
  return found;
}

/** The newest that ended of each run; of a loop those that its rounds name. */
async function gatherInquiries(
  runs: readonly RunRecord[],
  named: readonly string[],
  { watch }: GatheringStore,
): Promise<ReportRecords['inquiries']> {
  const ids = new Set(named);
  for (const { run } of runs) {
    const ended = (await watch.inquiries.list({ run: run.id, limit: inquiriesOfRun })).filter(
      ({ state }) => state === 'done',
    );
    const isNamed = ended.some(({ id }) => ids.has(id));
    if (!isNamed && ended[0] !== undefined) ids.add(ended[0].id);
  }
  return getAll([...ids], (id) => watch.inquiries.get(id));
}

async function getAll<T>(
  ids: readonly string[],
  get: (id: string) => Promise<T | undefined>,
): Promise<Readonly<Record<string, T>>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await get(id)] as const));
  return Object.fromEntries(found.flatMap(([id, record]) => (record === undefined ? [] : [[id, record]])));
}

async function incidentsWithin(
  subject: Run | Loop,
  { watch }: GatheringStore,
): Promise<Readonly<Record<string, Incident>>> {
  const { environment, startedAt, endedAt } = subject;
  if (startedAt === undefined) return {};
  const incidents = await watch.incidents.list({ environment, limit: incidentsLookedAt });
  const during = incidents.filter(
    ({ triggeredAt, resolvedAt }) =>
      triggeredAt <= (endedAt ?? startedAt) && (resolvedAt === undefined || resolvedAt >= startedAt),
  );
  return Object.fromEntries(during.map((incident) => [incident.id, incident]));
}

function addUp(closes: readonly CloseCount[]): readonly CloseRecord[] {
  const kinds = new Map<string, CloseRecord>();
  for (const { endpoint, code, closedBy, reason, version, source, count } of closes) {
    const key = JSON.stringify([endpoint, code, closedBy, reason, version, source]);
    const before = kinds.get(key)?.count ?? 0;
    kinds.set(key, { endpoint, code, closedBy, reason, version, source, count: before + count });
  }
  return [...kinds.values()];
}

function suitesOf(
  environment: string,
  { configuration, redact }: RecordSources,
): Readonly<Record<string, SuiteRecord>> {
  const suites = [...configuration().suites.values()]
    .filter((suite) => suite.environments.length === 0 || suite.environments.includes(environment))
    .toSorted((one, other) => one.priority - other.priority);
  return Object.fromEntries(
    suites.map(({ name, priority, runner, command, owner, impact }) => [
      name,
      {
        name,
        priority,
        runner,
        command: command.map(redact),
        ...(owner === undefined ? {} : { owner: redact(owner) }),
        ...(impact === undefined ? {} : { impact: redact(impact) }),
      },
    ]),
  );
}
