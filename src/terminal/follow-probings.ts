import { isProbingActive, type Probing } from '#domain/probing.ts';
import { aimInWords, doneCount } from '#domain/probing-words.ts';
import type { Store } from '#state/state.ts';

import type { Screen } from './follow-runs.ts';
import { oneLine } from './one-line.ts';

const everyMs = 250;

/** Shows probings until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export async function followProbings(
  ids: readonly string[],
  { store, screen }: { readonly store: { readonly watch: Pick<Store['watch'], 'probings'> }; readonly screen: Screen },
  signal: AbortSignal,
): Promise<readonly Probing[]> {
  const { probings } = store.watch;
  const read = async (): Promise<readonly Probing[]> => {
    const found = await Promise.all(ids.map((id) => probings.get(id)));
    return found.filter((each) => each !== undefined);
  };
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let latest: readonly Probing[] = [];
  const look = async (): Promise<void> => {
    latest = await read();
    if (!latest.some(isProbingActive)) resolve();
  };
  const unsubscribe = probings.subscribe((id) => void (ids.includes(id) && look().catch(reject)));
  const clear = screen.isTty ? '\r\u001b[K' : '';
  const timer = setInterval(() => screen.isTty && screen.write(`${clear}${progressOf(latest, screen)}`), everyMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await look();
    await ended;
    screen.write(clear);
    return await read();
  } finally {
    clearInterval(timer);
    unsubscribe();
  }
}

function progressOf(probings: readonly Probing[], screen: Screen): string {
  const probing = probings.find(isProbingActive);
  if (probing === undefined) return '';
  const { id, aim, counts, pairs } = probing;
  const total = aim.kind === 'endpoints' ? aim.endpoints.length : 1;
  const done =
    aim.kind === 'pairs' ? `${pairs.length} of ${aim.factors.length} factors` : `${doneCount(probing)} of ${total}`;
  const parts = [
    `${id}: ${aimInWords(probing)}`,
    `${done} done`,
    ...(counts.down === 0 ? [] : [`${counts.down} down`]),
  ];
  return oneLine(parts.join(' · ')).slice(0, Math.max(20, screen.columns - 1));
}
