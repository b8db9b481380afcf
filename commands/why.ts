import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { isDecided } from '#diagnosis/is-decided.ts';
import { requestInquiry } from '#diagnosis/request-inquiry.ts';
import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryReport } from '#domain/inquiry-report.ts';
import { inquiryInWords } from '#domain/inquiry-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note, type Reply } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { statusOf } from '#domain/run-words.ts';

import { findRun } from './find-run.ts';

interface WhyInput {
  /** Absent: the run of this thread, or the newest red one; "here": that of this thread alone. */
  readonly run?: string | undefined;
  /** Absent: what a quick one decided, or all the time there is. */
  readonly depth?: Inquiry['depth'] | undefined;
}

const usage = 'why [<run>] [quick|full]';
const runsLookedAt = 50;
const here = 'here';

export const whyCommand: Command<WhyInput> = {
  name: 'why',
  usage,
  summary: 'Say why a run failed, with what each because rests on: up to 90 s of asking the stack; "quick" takes 15',
  permission: 'probe',
  parse(words) {
    const { plain } = readWords(words, { usage, plain: 2 });
    const lower = plain.map((word) => word.toLowerCase());
    const depth = lower.includes('full') ? 'full' : lower.includes('quick') ? 'quick' : undefined;
    const rest = lower.filter((word) => word !== 'full' && word !== 'quick');
    if (rest.length > 1) throw badWords(`"${rest[1]?.slice(0, 60)}" is one word too many`, usage);
    return { run: rest[0], depth };
  },
  async run({ run: named, depth }, context) {
    const run =
      named === undefined || named === here ? await runMeant(context, named) : await findRun(named, context.store);
    if (!['failed', 'unproven'].includes(statusOf(run))) {
      throw new OperatorError({
        code: 'NOTHING_TO_EXPLAIN',
        message:
          run.state === 'passed' ? `${run.id} passed, and was proven` : `${run.id} did not fail: it is ${run.state}`,
        hint: 'Name a run that failed, or one that passed unproven; "history" lists them',
      });
    }
    const known = await knownInquiry(run, depth, context);
    if (known !== undefined) return { ...inquiryReport(known), audience: 'everyone' };
    const { inquiry } = await requestInquiry(run, depth ?? 'full', context);
    return asked(inquiry);
  },
};

/** In the thread of a run that one; elsewhere the newest that failed. */
async function runMeant({ store, request }: CommandContext, named?: typeof here): Promise<Run> {
  const runs = await store.runs.list({ limit: runsLookedAt });
  const thread = request.place?.thread;
  for (const run of thread === undefined ? [] : runs) {
    if ((await store.posts.get(`${run.id}/root`))?.ts === thread) return run;
  }
  if (named === here) {
    throw new OperatorError({
      code: 'NOTHING_TO_EXPLAIN',
      message: 'This message tells of no run',
      hint: 'Use the shortcut on the message of a run or in its thread, or name the run: why r12',
    });
  }
  const red = runs.find((run) => statusOf(run) === 'failed');
  if (red !== undefined) return red;
  throw new OperatorError({
    code: 'NOTHING_TO_EXPLAIN',
    message: 'No run that is kept has failed',
    hint: 'Name a run that failed; "history" lists them',
  });
}

/** What was found before answers at once, unless more is wanted now. */
async function knownInquiry(
  run: Run,
  depth: WhyInput['depth'],
  { store }: CommandContext,
): Promise<Inquiry | undefined> {
  const inquiries = await store.watch.inquiries.list({ run: run.id, limit: 20 });
  return inquiries.find((each) => each.state === 'done' && isEnough(each, depth));
}

/** A quick one that decided needs no longer one. */
function isEnough({ depth, diagnoses }: Inquiry, wanted: WhyInput['depth']): boolean {
  if (depth === 'full' || depth === wanted) return true;
  return wanted === undefined && diagnoses.length > 0 && diagnoses.every(({ causes }) => isDecided(causes));
}

function asked(inquiry: Inquiry): Reply {
  const isNew = isInquiryActive(inquiry);
  return {
    ...note(isNew ? `${inquiry.id}: asking why ${inquiry.run} failed` : inquiryInWords(inquiry)),
    status: 'queued',
    inquiries: [inquiry.id],
    json: { inquiry: { id: inquiry.id, run: inquiry.run, state: inquiry.state } },
  };
}
