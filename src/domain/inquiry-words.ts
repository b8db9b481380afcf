import type { Diagnosis, Inquiry, RankedCause } from './diagnosis.ts';
import { plural } from './plural.ts';

const longestSentence = 400;

/** The cause that is told: the likeliest one. */
export function topCause(diagnosis: Diagnosis): RankedCause | undefined {
  return diagnosis.causes[0];
}

/** `handler-error (confidence 0.91, coverage 0.80)`; honest words where nothing is known. */
export function causeInWords({ id, confidence, coverage }: RankedCause): string {
  if (id === 'unknown') return 'not known';
  if (id === 'healthy') return 'not reproduced: the failing operation passes now';
  return `${id} (confidence ${confidence.toFixed(2)}, coverage ${coverage.toFixed(2)})`;
}

/** One sentence that says all by itself, in whatever state it is. */
export function inquiryInWords(inquiry: Inquiry): string {
  const { run, state, diagnoses, doing, problem } = inquiry;
  switch (state) {
    case 'queued':
      return `Why ${run} failed: waiting for its turn`;
    case 'running':
      return `Why ${run} failed: ${doing ?? 'looking at its report'}`;
    case 'interrupted':
      return `Why ${run} failed: asking was interrupted`;
    case 'done': {
      const [first, ...others] = diagnoses;
      if (first === undefined) return `Why ${run} failed: ${problem ?? 'nothing to explain was found'}`;
      const more = others.length === 0 ? '' : `, and ${plural(others.length, 'more symptom')}`;
      return `Why ${run} failed: ${sentenceOf(first)}${more}`;
    }
  }
}

/** The sentence of the root message: the likeliest cause with its confidence, or that it is not known. */
function sentenceOf({ symptom, causes: [cause], whys, title }: Diagnosis): string {
  const isEstablished = whys.some(({ standing }) => standing !== 'not established');
  if (cause === undefined || cause.id === 'unknown' || !isEstablished) {
    return cut(`the cause of "${symptom.title}" is not known`);
  }
  if (cause.id === 'healthy') return cut(`${symptom.title}, not reproduced: it passes now`);
  return `${cut(withoutStop(title ?? cause.id))} (${cause.id}, confidence ${cause.confidence.toFixed(2)})`;
}

function cut(words: string): string {
  return words.slice(0, longestSentence).toWellFormed();
}

/** What the root message of the run says: the likeliest cause of the largest symptom, or what a person knows better. */
export function verdictOf({ diagnoses, corrections }: Inquiry): string | undefined {
  const [first] = diagnoses;
  if (first === undefined) return undefined;
  const correction = corrections.findLast(
    ({ symptom, verdict }) => symptom === first.symptom.id && verdict !== 'right',
  );
  if (correction === undefined) return sentenceOf(first);
  const said = correction.verdict === 'other' ? `it was ${correction.cause}` : 'that diagnosis was wrong';
  return `${correction.by.name} says ${said}`;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/u, '');
}
