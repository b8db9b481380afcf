import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryInWords } from '#domain/inquiry-words.ts';
import type { WatchStore } from '#state/watch.ts';

import { followOnOneLine } from './follow-on-one-line.ts';
import type { Screen } from './screen.ts';

/** Shows inquiries until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export function followInquiries(
  ids: readonly string[],
  { store, screen }: { readonly store: { readonly watch: Pick<WatchStore, 'inquiries'> }; readonly screen: Screen },
  signal: AbortSignal,
): Promise<readonly Inquiry[]> {
  const records = store.watch.inquiries;
  return followOnOneLine(ids, { records, isActive: isInquiryActive, inWords: inquiryInWords, screen }, signal);
}
