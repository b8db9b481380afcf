import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { isInquiryActive, type Correction, type Diagnosis, type Inquiry } from '#domain/diagnosis.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note, type Form, type Reply } from '#domain/reply.ts';

import { findInquiry } from './find-inquiry.ts';

interface CorrectInput {
  readonly inquiry: string;
  readonly symptom: string;
  /** `right`, `wrong` or the id of a cause; absent: a form asks. */
  readonly verdict?: string | undefined;
  readonly text?: string | undefined;
}

const usage = 'correct <inquiry> <symptom> [right|wrong|<cause>] [because <text>]';
const longestText = 500;
const mostCorrections = 50;

export const correctCommand: Command<CorrectInput> = {
  name: 'correct',
  usage,
  summary: 'Say whether a diagnosis was right, or what it really was; it is kept with your name and counts next time',
  permission: 'run',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 3, valued: ['because'] });
    const [inquiry, symptom, verdict] = plain;
    if (inquiry === undefined || symptom === undefined)
      throw badWords('The inquiry and the symptom are missing', usage);
    return { inquiry, symptom, verdict: verdict?.toLowerCase(), text: values.get('because')?.slice(0, longestText) };
  },
  async run(input, context) {
    const inquiry = await findInquiry(input.inquiry.toLowerCase(), context.store);
    const diagnosis = diagnosisOf(inquiry, input.symptom.toLowerCase());
    if (input.verdict === undefined) return askReply(inquiry, diagnosis);
    const correction = toCorrection(input.verdict, { input, diagnosis, context });
    // Told again: the message shows what people know better.
    await context.store.watch.inquiries.change(inquiry.id, (current) => ({
      ...current,
      corrections: [...current.corrections.filter((each) => !isSame(each, correction)), correction].slice(
        -mostCorrections,
      ),
      toldAt: undefined,
    }));
    return note(
      `Noted for ${inquiry.id}, ${diagnosis.symptom.id}: ${correction.verdict === 'other' ? correction.cause : correction.verdict}`,
    );
  },
};

function diagnosisOf(inquiry: Inquiry, symptom: string): Diagnosis {
  if (isInquiryActive(inquiry)) {
    throw new OperatorError({
      code: 'STILL_ASKING',
      message: `${inquiry.id} is still asking`,
      hint: 'Wait for its end',
    });
  }
  const diagnosis = inquiry.diagnoses.find((each) => each.symptom.id === symptom);
  if (diagnosis !== undefined) return diagnosis;
  throw new OperatorError({
    code: 'UNKNOWN_SYMPTOM',
    message: `${inquiry.id} has no symptom "${symptom.slice(0, 40)}"`,
    hint: `It has: ${inquiry.diagnoses.map((each) => each.symptom.id).join(', ') || 'none'}`,
  });
}

function toCorrection(
  verdict: string,
  said: { readonly input: CorrectInput; readonly diagnosis: Diagnosis; readonly context: CommandContext },
): Correction {
  const { input, diagnosis, context } = said;
  const common = {
    symptom: diagnosis.symptom.id,
    by: context.request.actor,
    at: context.now().toISOString(),
    text: input.text,
  };
  if (verdict === 'right' || verdict === 'wrong') return { ...common, verdict };
  if (/^[a-z0-9][a-z0-9-]{0,79}$/u.test(verdict)) return { ...common, verdict: 'other', cause: verdict };
  throw badWords(`"${verdict.slice(0, 60)}" is no id of a cause`, usage);
}

function isSame(one: Correction, other: Correction): boolean {
  return one.symptom === other.symptom && one.by.id === other.by.id;
}

function askReply(inquiry: Inquiry, { symptom, causes }: Diagnosis): Reply {
  return {
    ...note(`What was it, ${symptom.title}?`, { kind: 'aside', line: [`Usage: ${usage}`] }),
    form: correctForm(inquiry, symptom.id, causes.map(({ id }) => id).slice(0, 20)),
    refusal: 'BAD_WORDS',
  };
}

function correctForm(inquiry: Inquiry, symptom: string, causes: readonly string[]): Form {
  return {
    title: 'What was it?',
    submit: 'Note it',
    command: 'correct',
    fields: [
      {
        kind: 'choice',
        name: 'verdict',
        label: 'The cause',
        prefix: [inquiry.id, symptom],
        options: ['wrong', ...causes].map((value) => ({ value, label: value === 'wrong' ? 'none of these' : value })),
        initial: causes[0] ?? 'wrong',
      },
      {
        kind: 'text',
        name: 'text',
        label: 'What you know',
        prefix: ['because'],
        optional: true,
        maxLength: longestText,
      },
    ],
  };
}
