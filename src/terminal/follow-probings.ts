import { isProbingActive, type Probing } from '#domain/probing.ts';
import { aimInWords, doneCount } from '#domain/probing-words.ts';
import type { WatchStore } from '#state/watch.ts';

import { followOnOneLine } from './follow-on-one-line.ts';
import type { Screen } from './screen.ts';

/** Shows probings until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export function followProbings(
  ids: readonly string[],
  { store, screen }: { readonly store: { readonly watch: Pick<WatchStore, 'probings'> }; readonly screen: Screen },
  signal: AbortSignal,
): Promise<readonly Probing[]> {
  const records = store.watch.probings;
  return followOnOneLine(ids, { records, isActive: isProbingActive, inWords: progressInWords, screen }, signal);
}

function progressInWords(probing: Probing): string {
  const { id, aim, counts, pairs } = probing;
  const total = aim.kind === 'endpoints' ? aim.endpoints.length : 1;
  const done =
    aim.kind === 'pairs' ? `${pairs.length} of ${aim.factors.length} factors` : `${doneCount(probing)} of ${total}`;
  const parts = [
    `${id}: ${aimInWords(probing)}`,
    `${done} done`,
    ...(counts.down === 0 ? [] : [`${counts.down} down`]),
  ];
  return parts.join(' · ');
}
