import { formatDuration } from '#domain/duration.ts';
import { approvalInWords } from '#domain/approval-report.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import { decisionInWords, runInBrief } from '#domain/loop-round-words.ts';
import { doingWords, loopElapsedMs, loopInWords, roundOf, stepUnderWay } from '#domain/loop-words.ts';
import type { Loop, LoopRound, LoopStepRecord } from '#domain/loop.ts';

import { oneLine } from './one-line.ts';

/** A line that is printed once: `key` tells it from the others. */
export interface LoopLine {
  readonly key: string;
  readonly text: string;
}

/** Everything that has happened in a loop, in its order: each step's end, each suite's, each decision. */
export function loopLines(loop: Loop, facts: LoopFacts): readonly LoopLine[] {
  return loop.rounds.flatMap((round) => [
    { key: `${round.number}`, text: `${loop.id}: round ${round.number} of ${loop.mostRounds}` },
    ...round.steps.flatMap((step) => stepLines(round, step, facts)),
    ...(round.decision === undefined
      ? []
      : [{ key: `${round.number}-decided`, text: oneLine(`  → ${decisionInWords(round.decision)}`) }]),
  ]);
}

/** What it does now, in one line. */
export function loopNow(loop: Loop, facts: LoopFacts): string {
  const { approval, now } = facts;
  if (loop.state === 'waiting' && approval !== undefined) return oneLine(`${loop.id}: ${approvalInWords(approval)}`);
  if (loop.state !== 'running') return oneLine(loopInWords(loop, facts));
  const step = stepUnderWay(roundOf(loop));
  const took = step === undefined ? '' : ` · ${formatDuration(now.getTime() - Date.parse(step.startedAt))}`;
  const all = formatDuration(loopElapsedMs(loop, now) ?? 0);
  const doing = loop.stopRequestedBy === undefined ? doingWords(loop, facts) : 'stopping';
  return oneLine(`${loop.id} · round ${Math.max(1, loop.rounds.length)} · ${doing}${took} · ${all} in all`);
}

/** The suites of a step are told as they end, before the step itself. */
function stepLines(round: LoopRound, record: LoopStepRecord, facts: LoopFacts): readonly LoopLine[] {
  const { step, state, says, startedAt, endedAt } = record;
  const runs = step === 'suites' ? round.runs.flatMap((id) => facts.runs.get(id) ?? []) : [];
  const ended = runs.filter((run) => run.endedAt !== undefined);
  const lines = ended.map((run) => ({
    key: `${round.number}-${run.id}`,
    text: oneLine(`  ${run.id} ${runInBrief(run)}`),
  }));
  if (endedAt === undefined) return lines;
  const took = formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
  const word = state === 'failed' ? 'FAILED' : state;
  return [...lines, { key: `${round.number}-${step}`, text: oneLine(`  ${step} ${word} after ${took}: ${says}`) }];
}
