import type { CommandContext } from '#chat/command.ts';
import { inquiryReport, observationsReport } from '#domain/inquiry-report.ts';
import type { Reply } from '#domain/reply.ts';

import { findInquiry } from './find-inquiry.ts';

/** `w3` or `w3.o7`. */
const named = /^(w\d{1,12})(?:\.(o\d{1,4}))?$/u;

export function isInquiryWord(word: string): boolean {
  return named.test(word);
}

/** The whys with every observation that they rest on; or one observation with what was seen. */
export async function showInquiry(word: string, { store, now }: CommandContext): Promise<Reply> {
  const [, id = '', observation] = named.exec(word) ?? [];
  const inquiry = await findInquiry(id, store);
  if (observation !== undefined) return observationsReport(inquiry, observation, now());
  const report = inquiryReport(inquiry);
  const all = observationsReport(inquiry, undefined, now());
  return {
    ...report,
    sections: [...report.sections, { kind: 'text', line: [all.headline] }, ...all.sections],
    actions: report.actions.filter(({ words }) => words[0] !== 'show'),
  };
}
