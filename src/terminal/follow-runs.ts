import { isActive, type Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { progressLine } from './progress-line.ts';

export interface Screen {
  readonly isTty: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}

const everyMs = 500;
/** Without a TTY a line is written at a change of state and then at most this often. */
const plainEveryMs = 5_000;

/** Shows runs until all have ended, and resolves to them in the order of `ids`. */
export async function followRuns(
  ids: readonly string[],
  around: { readonly store: Store; readonly screen: Screen; readonly now: () => Date },
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const display = around.screen.isTty ? rewritingDisplay(around.screen) : plainDisplay(around.screen);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let runs = await readRuns(ids, around.store);
  const look = async (): Promise<void> => {
    runs = await readRuns(ids, around.store);
    if (!runs.some(isActive)) resolve();
  };
  const unsubscribe = around.store.subscribe((id) => void (ids.includes(id) && look().catch(() => undefined)));
  const timer = setInterval(() => display.show(runs, around.now()), everyMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await look();
    await ended;
    runs = await readRuns(ids, around.store);
    display.end(runs, around.now());
    return runs;
  } finally {
    clearInterval(timer);
    unsubscribe();
  }
}

async function readRuns(ids: readonly string[], store: Store): Promise<readonly Run[]> {
  const runs = await Promise.all(ids.map((id) => store.runs.get(id)));
  return runs.filter((run) => run !== undefined);
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
