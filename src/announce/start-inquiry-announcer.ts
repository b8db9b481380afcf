import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryReport } from '#domain/inquiry-report.ts';
import { inquiryInWords } from '#domain/inquiry-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { followRecords, type Announcer } from './follow-records.ts';
import type { Teller, Telling, Told } from './telling.ts';

export interface InquiryAnnouncerParts {
  readonly store: Pick<Store, 'runs'> & { readonly watch: Pick<Store['watch'], 'inquiries'> };
  readonly teller: Teller;
  /** Tells the root message of a run again, with the cause in it. Never rejects for a run that is gone. */
  readonly retellRun: (run: string, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

/** Follows inquiries and tells each in one message in the thread of its run, which is kept up to date. */
export function startInquiryAnnouncer(parts: InquiryAnnouncerParts, signal: AbortSignal): Announcer {
  const { log, retryAfterMs, teller, now } = parts;
  const { inquiries } = parts.store.watch;

  async function tell(id: string): Promise<void> {
    const inquiry = await inquiries.get(id);
    if (inquiry?.place === undefined || inquiry.toldAt !== undefined) return;
    const run = await parts.store.runs.get(inquiry.run);
    const told = tellingsOfInquiry(inquiry, run).map((telling) => teller.tell(telling, signal));
    if (isInquiryActive(inquiry)) return;
    if ((await Promise.all(told)).some(isUnfinished)) return;
    await parts.retellRun(inquiry.run, signal);
    await markTold(inquiry);
  }

  async function markTold({ id }: Inquiry): Promise<void> {
    try {
      await inquiries.change(id, (inquiry) => ({ ...inquiry, toldAt: now().toISOString() }));
    } catch (error) {
      if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_INQUIRY') throw error;
    }
  }

  const untold = async (): Promise<readonly string[]> => (await inquiries.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => inquiries.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Inquiry', retryAfterMs, log }, signal);
}

/** One message, in the thread of the run or of its loop where that is in the same channel: what is being asked, then the whys. */
export function tellingsOfInquiry(
  inquiry: Inquiry,
  ofRun: Pick<Run, 'place' | 'partOf'> | undefined,
): readonly Telling[] {
  const { id, run, place } = inquiry;
  const partOf = inquiry.partOf ?? ofRun?.partOf;
  if (place === undefined) return [];
  const isActive = isInquiryActive(inquiry);
  const reply = isActive ? note(inquiryInWords(inquiry)) : inquiryReport(inquiry);
  return [
    {
      key: `${id}/root`,
      under: ofRun?.place?.channel === place.channel ? `${partOf ?? run}/root` : undefined,
      place,
      weight: isActive ? 'passing' : 'last',
      content: { kind: 'kept', reply: { ...reply, audience: 'everyone' } },
    },
  ];
}

function isUnfinished(told: Told): boolean {
  return !told.told && !told.gone;
}
