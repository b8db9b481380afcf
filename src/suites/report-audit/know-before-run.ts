import type { ProbeResult } from '#domain/probe.ts';
import type { Run, Selection } from '#domain/run.ts';
import { totalOf } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';

import type { AuditKnowledge } from './audit-finding.ts';

/** How far back a comparable run is looked for, in runs. */
const lookedAt = 20;
const freshMs = 86_400_000;

/** What the store knows that the audit of a run needs: the run before it, and the round trip to its environment. */
export async function knowBeforeRun(run: Run, store: Pick<Store, 'runs' | 'watch'>): Promise<AuditKnowledge> {
  const [before, roundTrip] = await Promise.all([runBefore(run, store), roundTripTo(run, store)]);
  return { before, roundTrip };
}

async function runBefore(
  { id, suite, environment, selection }: Run,
  { runs }: Pick<Store, 'runs'>,
): Promise<AuditKnowledge['before']> {
  // A repetition of what failed is compared with nothing.
  if (isPart(selection)) return undefined;
  const listed = await runs.list({ suite, environment, states: ['passed', 'failed'], limit: lookedAt });
  const last = listed.find(
    (other) =>
      other.id !== id && !isPart(other.selection) && other.selection.keyword === selection.keyword && isWhole(other),
  );
  return last && { id: last.id, tests: totalOf(last.counts), skipped: last.counts.skipped };
}

function isPart({ rerunOf, tests, proves }: Selection): boolean {
  return rerunOf !== undefined || tests !== undefined || proves !== undefined;
}

/** A report that broke off says nothing of how many tests there are. */
function isWhole({ counts, findings }: Run): boolean {
  return (
    totalOf(counts) > 0 &&
    !findings.some(({ code }) => code.startsWith('report-') || code === 'not-started' || code === 'exit-code')
  );
}

/** The shortest TCP connect that the newest probes of the environment saw: never longer than what a test could have had. */
export async function roundTripTo(
  { environment, startedAt, queuedAt }: Pick<Run, 'environment' | 'startedAt' | 'queuedAt'>,
  { watch }: Pick<Store, 'watch'>,
): Promise<AuditKnowledge['roundTrip']> {
  const since = Date.parse(startedAt ?? queuedAt) - freshMs;
  const latest = await watch.probes.latest();
  const measured = latest
    .filter(
      (result) => result.environment === environment && !result.isSpoiled && Date.parse(result.startedAt) >= since,
    )
    .flatMap((result) => connectOf(result));
  return measured.toSorted((one, other) => one.ms - other.ms)[0];
}

function connectOf({ steps, url }: ProbeResult): readonly { readonly ms: number; readonly where: string }[] {
  const tcp = steps.find(({ step, outcome }) => step === 'tcp' && outcome === 'passed');
  return tcp?.durationMs === undefined ? [] : [{ ms: tcp.durationMs, where: URL.parse(url)?.host ?? url }];
}
