import { followToEnd } from './follow-to-end.ts';
import { oneLine } from './one-line.ts';
import type { Screen } from './screen.ts';

interface OneLine<R> {
  /** A store of records; it is read again whenever it says that one of them changed. */
  readonly records: {
    get(id: string): Promise<R | undefined>;
    subscribe(listener: (id: string) => void): () => void;
  };
  readonly isActive: (record: R) => boolean;
  readonly inWords: (record: R) => string;
  readonly screen: Screen;
}

const everyMs = 250;
const fewestColumns = 20;

/** Shows the first active record in a line that is written over, until all have ended or `signal` was aborted. Resolves to them in the order of `ids`. */
export async function followOnOneLine<R>(
  ids: readonly string[],
  { records, isActive, inWords, screen }: OneLine<R>,
  signal: AbortSignal,
): Promise<readonly R[]> {
  const clear = screen.isTty ? '\r\u001b[K' : '';
  const show = (latest: readonly R[]): void => {
    const active = latest.find(isActive);
    if (!screen.isTty || active === undefined) return;
    screen.write(`${clear}${oneLine(inWords(active)).slice(0, Math.max(fewestColumns, screen.columns - 1))}`);
  };
  const followed = {
    get: (id: string) => records.get(id),
    subscribe: (listener: (id: string) => void) => records.subscribe(listener),
    isActive,
    show,
    everyMs,
  };
  const ended = await followToEnd(ids, followed, signal);
  screen.write(clear);
  return ended;
}
