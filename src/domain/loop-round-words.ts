import { cut } from './cut.ts';
import { formatDuration } from './duration.ts';
import type { LoopFacts, LoopRun } from './loop-facts.ts';
import { doingWords, stepUnderWay } from './loop-words.ts';
import type { ChangeRecord, Loop, LoopDecision, LoopRound, LoopStep, LoopStepRecord } from './loop.ts';
import type { Line } from './reply.ts';
import { countsInWords } from './run-words.ts';
import { shortVersion } from './short-version.ts';
import { totalOf } from './test-result.ts';

const namedRuns = 4;
const longestSaying = 160;

const decisionWords: Readonly<Record<LoopDecision['kind'], string>> = {
  green: 'green',
  again: 'once more',
  repair: 'runs',
  offer: 'offers',
  stop: 'stops here',
};

/** One line for one round: what was deployed, what each step saw, the suites, and what was decided. */
export function roundLine(round: LoopRound, loop: Loop, facts: LoopFacts): Line {
  const parts = [
    changeWords(round, facts.now),
    round.keptBy === undefined ? undefined : `the OLD BUILD is tested, as ${round.keptBy.name} said`,
    stepWords(round, 'preflight', ({ state }) => state === 'failed'),
    ...(['version', 'stability'] as const).map((step) => stepWords(round, step, () => true)),
    probesInWords(round, facts),
    ...runsInWords(round, facts),
    nowWords(round, loop, facts),
    decisionPart(round, loop),
  ];
  return [{ kind: 'strong', text: `Round ${round.number}` }, ...joined(parts)];
}

/** The same in a few words, where there are many rounds. */
export function roundInBrief({ number, decision, endedAt }: LoopRound): Line {
  const words = decision === undefined ? (endedAt === undefined ? 'under way' : 'ended') : decisionInWords(decision);
  return [{ kind: 'strong', text: `Round ${number}` }, ` · ${cut(words, 80)}`];
}

/** `deployed 9c1d in 1m 00s`, `deploy failed with exit code 1 after 12.0 s`; undefined where nothing was changed. */
export function changeInWords(round: Pick<LoopRound, 'change' | 'intended' | 'versionsAfter'>): string | undefined {
  const { change } = round;
  if (change === undefined) return undefined;
  const what = change.name === 'deploy' ? 'deploy' : `repair "${cut(change.name, 60)}"`;
  const took = tookWords(change);
  switch (change.state) {
    case 'starting':
    case 'running':
      return `${what} under way`;
    case 'passed':
      return change.name === 'deploy' ? `deployed${versionOf(round)}${took('in')}` : `${what} done${took('in')}`;
    case 'failed':
      return `${what} FAILED with exit code ${change.exitCode ?? 'unknown'}${took('after')}`;
    case 'timed-out':
      return `${what} TIMED OUT${took('after')}`;
    case 'cancelled':
      return `${what} was stopped${took('after')}`;
    case 'interrupted':
      return `${what} was INTERRUPTED: whether it finished is not known`;
  }
}

export function decisionInWords({ kind, repair, says }: LoopDecision): string {
  const name = repair === undefined ? '' : ` ${repair === 'deploy' ? 'deploy' : `repair "${cut(repair, 60)}"`}`;
  return `${decisionWords[kind]}${name}: ${cut(says, 2 * longestSaying)}`;
}

/** `critical FAILED (23 passed, 2 failed)`, `websocket-events passed, proven (5 passed)`. */
export function runInBrief(run: LoopRun): string {
  const state = run.state === 'failed' || run.state === 'timed-out' ? run.state.toUpperCase() : run.state;
  const words = run.state === 'passed' && run.verdict !== undefined ? `passed, ${run.verdict}` : state;
  return `${run.suite} ${words}${totalOf(run.counts) === 0 ? '' : ` (${countsInWords(run.counts)})`}`;
}

/** Whether it says that something is amiss. */
export function isTroubled({ state, verdict }: LoopRun): boolean {
  return state !== 'queued' && state !== 'running' && !(state === 'passed' && verdict === 'proven');
}

function probesInWords({ probing }: LoopRound, { probings }: LoopFacts): string | undefined {
  const found = probing === undefined ? undefined : probings.get(probing);
  if (found === undefined || found.state === 'queued') return undefined;
  const { up, down, unknown } = found.counts;
  const all = found.aim.kind === 'endpoints' ? found.aim.endpoints.length : up + down + unknown;
  return `${up} of ${all} ${all === 1 ? 'probe' : 'probes'} up${down === 0 ? '' : `, ${down} DOWN`}${unknown === 0 ? '' : `, ${unknown} unknown`}`;
}

function changeWords(round: LoopRound, now: Date): string | undefined {
  const { change } = round;
  if (change !== undefined) {
    const isActive = change.endedAt === undefined && (change.state === 'running' || change.state === 'starting');
    const since = isActive ? ` for ${formatDuration(now.getTime() - Date.parse(change.startedAt))}` : '';
    return `${changeInWords(round) ?? ''}${since}`;
  }
  const step = round.steps.find((each) => each.step === 'deploy');
  return step?.state === 'skipped' ? 'not deployed' : undefined;
}

function stepWords(
  { steps }: LoopRound,
  name: LoopStep,
  isTold: (step: LoopStepRecord) => boolean,
): string | undefined {
  const step = steps.findLast((each) => each.step === name);
  if (step === undefined || !isTold(step)) return undefined;
  const label = name === 'version' ? 'gate' : name;
  switch (step.state) {
    case 'running':
      return undefined;
    case 'passed':
      return `${label} passed`;
    case 'failed':
      return `${label} FAILED: ${cut(step.says, longestSaying)}`;
    case 'skipped':
      return `${label} skipped`;
    case 'interrupted':
      return `${label} interrupted`;
  }
}

/** What is amiss first; the rest is counted. */
function runsInWords(round: LoopRound, facts: LoopFacts): readonly string[] {
  const runs = round.runs.flatMap((id) => facts.runs.get(id) ?? []).filter((run) => run.endedAt !== undefined);
  const sorted = [...runs.filter(isTroubled), ...runs.filter((run) => !isTroubled(run))];
  const rest = sorted.slice(namedRuns);
  const troubled = rest.filter(isTroubled).length;
  const well = rest.length - troubled;
  return [
    ...sorted.slice(0, namedRuns).map(runInBrief),
    ...(troubled === 0 ? [] : [`${troubled} more not proven green`]),
    ...(well === 0 ? [] : [`${well} more passed, proven`]),
  ];
}

function nowWords(round: LoopRound, loop: Loop, facts: LoopFacts): string | undefined {
  const step = stepUnderWay(round);
  // The headline says what it waits for; a command says its time by itself.
  const isSaid = loop.state === 'waiting' || (step?.step === 'deploy' && round.change !== undefined);
  if (step === undefined || round.endedAt !== undefined || isSaid) return undefined;
  return `${doingWords(loop, facts)} for ${formatDuration(facts.now.getTime() - Date.parse(step.startedAt))}`;
}

/** Why it ended stands above the rounds. */
function decisionPart({ decision }: LoopRound, { reason }: Loop): string | undefined {
  if (decision === undefined) return undefined;
  const isSaid = decision.says === reason && (decision.kind === 'green' || decision.kind === 'stop');
  return `→ ${isSaid ? decisionWords[decision.kind] : decisionInWords(decision)}`;
}

function versionOf({ intended, versionsAfter }: Pick<LoopRound, 'intended' | 'versionsAfter'>): string {
  const seen = [...new Set(Object.values(versionsAfter))];
  const version = intended ?? (seen.length === 1 ? seen[0] : undefined);
  return version === undefined ? '' : ` ${cut(shortVersion(version), 40)}`;
}

function tookWords({ startedAt, endedAt }: ChangeRecord): (word: 'in' | 'after') => string {
  if (endedAt === undefined) return () => '';
  return (word) => ` ${word} ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

function joined(parts: readonly (string | undefined)[]): Line {
  return [parts.map((part) => (part === undefined || part === '' ? '' : ` · ${part}`)).join('')];
}
