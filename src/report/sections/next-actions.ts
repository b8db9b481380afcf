import type { Block, Line } from '../document.ts';
import { cite, claims, code, line, text, words } from '../pen.ts';
import { entryOf, lastRuns, type ReportRecords } from '../records.ts';
import { stillOpen } from './before-change.ts';
import { redTests } from './run-numbers.ts';

const shown = 20;

/** What to do, by whom where that is known: of the diagnoses, the audits and the decision of the last round, each once. */
export function nextActions(records: ReportRecords): readonly Block[] {
  const lines = [...diagnosed(records), ...remedies(records), ...reruns(records), ...decided(records)];
  return lines.length === 0 ? [text(line`None.`)] : claims(lines.slice(0, shown));
}

function diagnosed({ inquiries }: ReportRecords): readonly Line[] {
  const actions = Object.values(inquiries).flatMap(({ id, diagnoses }) =>
    diagnoses.map(({ symptom, nextAction }) => ({ id, symptom, nextAction })),
  );
  const once = Map.groupBy(actions, ({ nextAction }) => nextAction);
  return [...once].map(([action, of]) => line`${action}${cite(...new Set(of.map(({ id }) => id)))}`);
}

function remedies(records: ReportRecords): readonly Line[] {
  const newest = Object.values(records.audits).at(-1);
  if (newest === undefined) return [];
  const open = stillOpen(newest, records).filter(
    ({ result, remedy }) => remedy !== undefined && (result === 'failed' || result === 'doubtful'),
  );
  return open.map(({ id, remedy }) => line`${remedy ?? ''} (${code(id)})${cite(newest.id)}`);
}

function reruns(records: ReportRecords): readonly Line[] {
  return lastRuns(records).flatMap((record) => {
    const { run } = record;
    if (redTests(record).length === 0) return [];
    const owner = entryOf(records.suites, run.suite)?.owner;
    return [
      line`After a change, run the red tests again: ${words('rerun ')}${code(run.id)}${owner === undefined ? [] : line` (owner ${owner})`}${cite(run.id)}`,
    ];
  });
}

function decided({ loop }: ReportRecords): readonly Line[] {
  const decision = loop?.rounds.at(-1)?.decision;
  if (loop === undefined || decision === undefined || decision.kind === 'green') return [];
  const repair = decision.repair === undefined ? [] : line` (${code(decision.repair)})`;
  return [line`Decision of the last round: ${decision.kind}${repair}. ${decision.says}${cite(loop.id)}`];
}
