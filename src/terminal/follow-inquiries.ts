import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryInWords } from '#domain/inquiry-words.ts';
import type { Store } from '#state/state.ts';

import type { Screen } from './follow-runs.ts';
import { oneLine } from './one-line.ts';

/** Shows inquiries until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export async function followInquiries(
  ids: readonly string[],
  { store, screen }: { readonly store: { readonly watch: Pick<Store['watch'], 'inquiries'> }; readonly screen: Screen },
  signal: AbortSignal,
): Promise<readonly Inquiry[]> {
  const { inquiries } = store.watch;
  const read = async (): Promise<readonly Inquiry[]> => {
    const found = await Promise.all(ids.map((id) => inquiries.get(id)));
    return found.filter((each) => each !== undefined);
  };
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const clear = screen.isTty ? '\r\u001b[K' : '';
  const look = async (): Promise<void> => {
    const active = (await read()).find(isInquiryActive);
    if (active === undefined) resolve();
    else if (screen.isTty) screen.write(`${clear}${oneLine(inquiryInWords(active)).slice(0, screen.columns - 1)}`);
  };
  const unsubscribe = inquiries.subscribe((id) => void (ids.includes(id) && look().catch(reject)));
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await look();
    await ended;
    screen.write(clear);
    return await read();
  } finally {
    unsubscribe();
  }
}
