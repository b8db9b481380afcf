import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';

import { observe, type LoopStepWork, type Seen } from '../step-context.ts';

/** Gathers why red runs were red: each was asked about when it ended. */
export const diagnosisStep: LoopStepWork = async (context) => {
  const { parts, round } = context;
  if (round.inquiries.length === 0) return { state: 'skipped', says: 'Nothing to explain' };
  const found = await Promise.all(round.inquiries.map((id) => parts.store.watch.inquiries.get(id)));
  const inquiries = found.filter((each) => each !== undefined);
  const seen = inquiries.flatMap(seenIn);
  const open = inquiries.filter((each) => isInquiryActive(each) || each.problem !== undefined);
  const unsaid = open.map(({ id, problem }) => `${id}: ${problem ?? 'not answered in time'}`);
  return {
    state: seen.length > 0 && open.length === 0 ? 'passed' : 'failed',
    says: [...seen.map(({ says }) => says), ...unsaid].join('; ').slice(0, 1_500) || 'Nothing could be explained',
    saw: seen.map(observe(context, 'diagnosis', 'probe')),
  };
};

function seenIn({ id, diagnoses }: Inquiry): readonly Seen[] {
  return diagnoses.map(({ symptom, causes: [first], title }): Seen => {
    const cause = first?.id ?? 'unknown';
    const sure = first === undefined ? '' : ` (${Math.round(first.confidence * 100)} %, ${id})`;
    return { fact: 'diagnosis.cause', value: cause, says: `${symptom.title}: ${title ?? cause}${sure}`, subject: id };
  });
}
