import { isActive, type Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { followToEnd } from './follow-to-end.ts';
import { progressLine } from './progress-line.ts';
import type { Screen } from './screen.ts';

const everyMs = 500;
/** Without a TTY a line is written at a change of state and then at most this often. */
const plainEveryMs = 5_000;

/** Shows runs until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export async function followRuns(
  ids: readonly string[],
  { store, screen, now }: { readonly store: Store; readonly screen: Screen; readonly now: () => Date },
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const display = screen.isTty ? rewritingDisplay(screen) : plainDisplay(screen);
  const followed = {
    get: (id: string) => store.runs.get(id),
    subscribe: (listener: (id: string) => void) => store.subscribe(listener),
    isActive,
    show: (runs: readonly Run[]) => display.show(runs, now()),
    everyMs,
  };
  const runs = await followToEnd(ids, followed, signal);
  display.end(runs, now());
  return runs;
}

interface Display {
  show(runs: readonly Run[], now: Date): void;
  end(runs: readonly Run[], now: Date): void;
}

/** One line that is written over; the last state of each run stays. */
function rewritingDisplay(screen: Screen): Display {
  const line = (text: string): string => `\r\u001b[K${text.slice(0, Math.max(20, screen.columns - 1))}`;
  return {
    show: (runs, now) => {
      const run = runs.find((each) => each.state === 'running') ?? runs.find(isActive);
      if (run !== undefined) screen.write(line(progressLine(run, now)));
    },
    end: (runs, now) => screen.write(`${line('')}${runs.map((run) => `${progressLine(run, now)}\n`).join('')}`),
  };
}

function plainDisplay(screen: Screen): Display {
  const shown = new Map<string, { readonly state: string; readonly at: number }>();
  const show = (run: Run, now: Date): void => {
    const before = shown.get(run.id);
    if (before?.state === run.state && (!isActive(run) || now.getTime() - before.at < plainEveryMs)) return;
    shown.set(run.id, { state: run.state, at: now.getTime() });
    screen.write(`${progressLine(run, now)}\n`);
  };
  return {
    show: (runs, now) => {
      for (const run of runs) show(run, now);
    },
    end: (runs, now) => {
      for (const run of runs) show(run, now);
    },
  };
}
