import { actionInWords } from './approval-words.ts';
import { cut } from './cut.ts';
import { formatDuration } from './duration.ts';
import type { LoopFacts } from './loop-facts.ts';
import type { Loop, LoopRound, LoopStep, LoopStepRecord } from './loop.ts';
import type { Status } from './reply.ts';
import { totalOf } from './test-result.ts';

const longestReason = 300;

const doing: Readonly<Record<LoopStep, string>> = {
  preflight: 'getting ready',
  deploy: 'deploying',
  version: 'waiting for the intended version',
  stability: 'watching whether it is stable',
  probes: 'probing',
  suites: 'running suites',
  diagnosis: 'asking why',
};

export function statusOfLoop(loop: Pick<Loop, 'state'>): Status {
  switch (loop.state) {
    case 'queued':
    case 'waiting':
      return 'queued';
    case 'running':
      return 'running';
    case 'green':
      return 'passed';
    case 'red':
      return 'failed';
    case 'stopped':
    case 'interrupted':
      return 'stopped';
  }
}

/** One sentence that says all by itself, in whatever state it is. */
export function loopInWords(loop: Loop, facts: LoopFacts): string {
  const name = `Loop on ${loop.environment}`;
  const place = roundPlace(loop);
  switch (loop.state) {
    case 'queued':
      return `${name} is queued: ${suitesInWords(loop.suites)}`;
    case 'waiting':
      return `${name}, ${place}: ${waitingWords(facts)}`;
    case 'running':
      return `${name}, ${place}: ${loop.stopRequestedBy === undefined ? doingWords(loop, facts) : 'stopping'}`;
    case 'green':
      return `${name} is green after ${roundsDone(loop)}${tookWords(loop, facts)}`;
    case 'red':
      return `${name} is red after ${roundsDone(loop)}${tookWords(loop, facts)}`;
    case 'stopped':
      return `${name} was stopped${byWhom(loop)} in ${place}${tookWords(loop, facts, 'after')}`;
    case 'interrupted':
      return `${name} was interrupted in ${place}${tookWords(loop, facts, 'after')}`;
  }
}

/** `critical, websocket-events and 4 more`. */
export function suitesInWords(suites: readonly string[]): string {
  const named = suites.slice(0, 3).join(', ');
  return suites.length > 3 ? `${named} and ${suites.length - 3} more` : named;
}

export function roundOf(loop: Pick<Loop, 'rounds'>): LoopRound | undefined {
  return loop.rounds.at(-1);
}

/** The step that is under way. */
export function stepUnderWay(round: LoopRound | undefined): LoopStepRecord | undefined {
  return round?.steps.findLast(({ state }) => state === 'running');
}

/** How long it has taken, or took; undefined before it began. */
export function loopElapsedMs({ startedAt, endedAt }: Loop, now: Date): number | undefined {
  if (startedAt === undefined) return undefined;
  return Math.max(0, (endedAt === undefined ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** Why it ended, cut to what a line holds. */
export function reasonOfLoop({ reason }: Pick<Loop, 'reason'>): string | undefined {
  return reason === undefined ? undefined : cut(reason, longestReason);
}

/** What it does now: `deploying`, `running critical, 12 of 25 tests done`. */
export function doingWords(loop: Loop, facts: LoopFacts): string {
  const round = roundOf(loop);
  const step = stepUnderWay(round);
  if (round === undefined || step === undefined) return round === undefined ? 'getting ready' : 'deciding what is next';
  if (step.step === 'suites') return suiteWords(round, facts) ?? doing.suites;
  const change = round.change?.name ?? 'deploy';
  return step.step === 'deploy' && change !== 'deploy' ? `running the repair "${change}"` : doing[step.step];
}

function suiteWords({ runs }: LoopRound, facts: LoopFacts): string | undefined {
  const run = runs.map((id) => facts.runs.get(id)).findLast((each) => each !== undefined && each.endedAt === undefined);
  if (run === undefined) return undefined;
  if (run.startedAt === undefined) return `${run.suite} waits for its turn`;
  const done = totalOf(run.counts);
  const red = run.counts.failed + run.counts.error;
  const of = run.expected === undefined ? `${done}` : `${done} of ${run.expected}`;
  return `running ${run.suite}, ${of} tests done${red === 0 ? '' : `, ${red} failed`}`;
}

function waitingWords({ approval }: LoopFacts): string {
  return approval === undefined ? 'waiting for approval' : `waiting for approval of ${actionInWords(approval.card)}`;
}

function roundPlace(loop: Loop): string {
  return `round ${Math.max(1, loop.rounds.length)} of ${loop.mostRounds}`;
}

function roundsDone({ rounds }: Loop): string {
  return `${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}`;
}

function byWhom({ stopRequestedBy }: Loop): string {
  return stopRequestedBy === undefined ? '' : ` by ${stopRequestedBy.name}`;
}

function tookWords(loop: Loop, { now }: LoopFacts, word: 'in' | 'after' = 'in'): string {
  const elapsed = loopElapsedMs(loop, now);
  return elapsed === undefined ? '' : ` ${word} ${formatDuration(elapsed)}`;
}
