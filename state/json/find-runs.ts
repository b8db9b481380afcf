import type { Run } from '#domain/run.ts';
import type { RunFilter } from '../state.ts';
import { segmentOf } from './history.ts';
import { numberOf } from './layout.ts';
import type { Summary } from './shapes.ts';

/** Where runs are looked up: in the memory of their writer, or on disk beside it. */
export interface Shelf {
  /** Asked before the segments: a run that is closed in between is then seen twice, and never missed. */
  open(): Promise<readonly Run[]>;
  segments(): Promise<Iterable<number>>;
  segment(number: number): Promise<readonly Summary[]>;
  read(id: string): Promise<Run | undefined>;
}

const AT_ONCE = 16;

/** Newest first; opens the folders of the runs it returns, and of history only what it has to walk through. */
export async function findRuns(shelf: Shelf, filter: RunFilter): Promise<readonly Run[]> {
  const open = Map.groupBy(await shelf.open(), (run) => segmentOf(run.id));
  const segments = new Set([...open.keys(), ...(await shelf.segments())]);
  const found: Run[] = [];
  for (const number of [...segments].sort((a, b) => b - a)) {
    if (found.length >= filter.limit) break;
    const opened = open.get(number) ?? [];
    const ids = newestFirst([...(await shelf.segment(number)), ...opened], filter);
    await load(ids, { shelf, filter, found });
  }
  return found;
}

async function load(ids: readonly string[], into: { shelf: Shelf; filter: RunFilter; found: Run[] }): Promise<void> {
  const { shelf, filter, found } = into;
  let next = 0;
  while (next < ids.length && found.length < filter.limit) {
    const count = Math.min(AT_ONCE, filter.limit - found.length);
    const runs = await Promise.all(ids.slice(next, next + count).map((id) => shelf.read(id)));
    next += count;
    found.push(...runs.filter((run) => run !== undefined).filter((run) => matches(run, filter)));
  }
}

// Of a run that is just being closed there are two summaries; the record itself, read next, decides.
function newestFirst(summaries: readonly Summary[], filter: RunFilter): readonly string[] {
  const ids = new Set(summaries.filter((summary) => matches(summary, filter)).map((summary) => summary.id));
  return [...ids].sort((a, b) => numberOf(b) - numberOf(a));
}

function matches(run: Summary, filter: RunFilter): boolean {
  if (filter.suite !== undefined && run.suite !== filter.suite) return false;
  if (filter.environment !== undefined && run.environment !== filter.environment) return false;
  return filter.states === undefined || filter.states.includes(run.state);
}
