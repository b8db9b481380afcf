import type { Inquiry } from '#domain/diagnosis.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

function isInquiryId(word: string): boolean {
  return /^w\d{1,12}$/u.test(word);
}

/** Throws `UNKNOWN_INQUIRY` with the newest ones as the way out. */
export async function findInquiry(id: string, { watch }: Pick<Store, 'watch'>): Promise<Inquiry> {
  const inquiry = isInquiryId(id) ? await watch.inquiries.get(id) : undefined;
  if (inquiry !== undefined) return inquiry;
  const newest = await watch.inquiries.list({ limit: 3 });
  throw new OperatorError({
    code: 'UNKNOWN_INQUIRY',
    message: `No inquiry named "${id.slice(0, 60)}"`,
    hint:
      newest.length === 0
        ? 'There are none yet; "why <run>" begins one'
        : `The newest are ${newest.map((each) => `${each.id} (of ${each.run})`).join(', ')}`,
  });
}
