import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { compareRounds } from '#domain/compare-sides.ts';
import type { ComparedSide, Comparison } from '#domain/comparison.ts';
import { comparisonReport } from '#domain/comparison-report.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { compareWithRoundBefore, lastGreenSide } from '#report/compare.ts';
import { gatherRoundSide, gatherRunSide } from '#report/gather-side.ts';

import { findLoop } from './find-loop.ts';
import { findRun } from './find-run.ts';

interface CompareInput {
  readonly before?: string | undefined;
  readonly after: string;
}

const usage = 'compare [<run|round>] <run|round>';
const named = /^(?:r\d{1,12}|l\d{1,12}(?:\.\d{1,3})?)$/u;

export const compareCommand: Command<CompareInput> = {
  name: 'compare',
  usage,
  summary: 'Compare two runs (r12 r15) or rounds (l1.1 l1.2), or one with the last green run of its suite',
  permission: 'read',
  parse(words) {
    const ids = readWords(words, { usage, plain: 2 }).plain.map((word) => word.toLowerCase());
    const odd = ids.find((id) => !named.test(id));
    if (odd !== undefined) throw badWords(`"${odd.slice(0, 60)}" is neither a run (r12) nor a round (l1.2)`, usage);
    const [first, second] = ids;
    if (first === undefined) throw badWords('What to compare is missing', usage);
    return second === undefined ? { after: first } : { before: first, after: second };
  },
  async run({ before, after }, context) {
    if (before === undefined) return comparisonReport(await compareOne(after, context));
    return comparisonReport(compareRounds(await sideOf(before, context), await sideOf(after, context)));
  },
};

/** A loop with its first round; a round with the one before; what has none before it with the last green runs. */
async function compareOne(id: string, context: CommandContext): Promise<Comparison> {
  const { store } = context;
  if (id.startsWith('l')) {
    const { loop, round } = await findRound(id, store);
    const first = id.includes('.') ? undefined : loop.rounds.find((each) => each.number < round.number);
    if (first !== undefined)
      return compareRounds(await gatherRoundSide(loop, first, store), await gatherRoundSide(loop, round, store));
    const known = await compareWithRoundBefore(loop, round, store);
    if (known !== undefined) return known;
  }
  const side = await sideOf(id, context);
  const green = await lastGreenSide(side, store);
  if (green !== undefined) return compareRounds(green, side);
  throw new OperatorError({
    code: 'NOTHING_TO_COMPARE',
    message: `No green run of ${suitesOf(side)} on ${side.environment} is kept from before ${id}`,
    hint: 'Name two runs or rounds, such as "compare r12 r15"; "history" lists runs',
  });
}

async function sideOf(id: string, { store }: CommandContext): Promise<ComparedSide> {
  if (!id.startsWith('l')) return gatherRunSide(await findRun(id, store), store);
  const { loop, round } = await findRound(id, store);
  return gatherRoundSide(loop, round, store);
}

/** `l1.2`, or `l1` for its last round. Throws `UNKNOWN_LOOP`, `UNKNOWN_ROUND`. */
async function findRound(
  word: string,
  store: CommandContext['store'],
): Promise<{ readonly loop: Loop; readonly round: LoopRound }> {
  const [id = '', number] = word.split('.');
  const loop = await findLoop(id, store);
  const round = number === undefined ? loop.rounds.at(-1) : loop.rounds.find((each) => each.number === Number(number));
  if (round !== undefined) return { loop, round };
  throw new OperatorError({
    code: 'UNKNOWN_ROUND',
    message: number === undefined ? `${id} has no round yet` : `${id} has no round ${number}`,
    hint:
      loop.rounds.length === 0
        ? 'Wait for its first round'
        : `It has ${loop.rounds.length}: ${id}.1 to ${id}.${loop.rounds.length}`,
  });
}

function suitesOf({ runs }: ComparedSide): string {
  return runs.length === 0 ? 'its suites' : [...new Set(runs.map(({ run }) => run.suite))].join(', ');
}
