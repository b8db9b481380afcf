import { defaultLoopRules, type Environment } from '#domain/configuration.ts';
import { formatDuration, longestTimerMs } from '#domain/duration.ts';
import { isLoopActive, type Loop, type LoopStep } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';
import { writeDown } from '#suites/write-down.ts';

import { clearAfter } from './clear-after.ts';
import { decide, isOverdue } from './decide.ts';
import { endCutChange } from './end-cut-change.ts';
import type { LoopWorkerParts } from './loop-parts.ts';
import { unlockAfter } from './loop-lock.ts';
import { currentRound, nextLoop, type LoopChange, type LoopEnd } from './next-loop.ts';
import { nextMove, type Move } from './next-move.ts';
import { readRound } from './read-round.ts';
import type { StepContext } from './step-context.ts';
import { loopStepWork } from './steps/index.ts';
import { stopRunsOf } from './stop-runs-of.ts';

/** What drives one loop through its moves. */
interface Drive {
  readonly parts: LoopWorkerParts;
  readonly shutdown: AbortSignal;
  /** Aborts when a person wants it to end. */
  readonly stop: AbortSignal;
  /** Aborts when its time is over. */
  readonly overdue: AbortSignal;
  readonly write: (change: LoopChange) => Promise<Loop>;
}

/**
 * Takes one loop as far as it goes: to its end, or until `shutdown`, after which the next start goes on from what is written
 * down. Its environment is unlocked at its end.
 */
export async function workLoop(begun: Loop, parts: LoopWorkerParts, shutdown: AbortSignal): Promise<void> {
  const { loops } = parts.store.work;
  const stop = new AbortController();
  const abortWhenStopped = async (): Promise<void> => {
    const loop = await loops.get(begun.id);
    if (loop === undefined || !isLoopActive(loop) || loop.stopRequestedBy !== undefined) stop.abort();
  };
  const unsubscribe = loops.subscribe((id) => void (id === begun.id && abortWhenStopped().catch(() => undefined)));
  const over = new AbortController();
  const write = (change: LoopChange): Promise<Loop> =>
    writeDown(() => loops.change(begun.id, (loop) => nextLoop(loop, change)), parts, shutdown);
  const timer = startTimer(begun, { parts, over });
  const drive = { parts, shutdown, stop: stop.signal, overdue: over.signal, write };
  try {
    await abortWhenStopped();
    await driveLoop(begun.id, drive);
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}

function startTimer(
  { startedAt, mostMs }: Loop,
  { parts, over }: { readonly parts: LoopWorkerParts; readonly over: AbortController },
): NodeJS.Timeout {
  const begunMs = startedAt === undefined ? parts.now().getTime() : Date.parse(startedAt);
  const leftMs = Math.max(0, begunMs + mostMs - parts.now().getTime());
  return setTimeout(() => over.abort(), Math.min(leftMs, longestTimerMs)).unref();
}

async function driveLoop(id: string, drive: Drive): Promise<void> {
  const { parts, shutdown } = drive;
  try {
    for (;;) {
      const loop = await parts.store.work.loops.get(id);
      if (loop === undefined || !isLoopActive(loop)) break;
      if (shutdown.aborted) return;
      const end = endBefore(loop, drive) ?? (await carryOut(nextMove(loop), loop, drive));
      if (shutdown.aborted && end?.state !== 'interrupted') return;
      if (end !== undefined) await endLoop(loop, end, drive);
    }
  } catch (error) {
    if (shutdown.aborted) return parts.onBug(error, id);
    await endBroken(id, error, drive);
  }
  await clearAfter(id, parts);
}

/** A stop, or the end of its time, comes before whatever would be next. */
function endBefore(loop: Loop, { stop, overdue, parts }: Drive): LoopEnd | undefined {
  const by = loop.stopRequestedBy;
  if (by !== undefined) return { state: 'stopped', reason: `Stopped by ${by.name}` };
  if (stop.aborted) return { state: 'stopped', reason: 'Stopped' };
  const isDecided = currentRound(loop)?.decision !== undefined;
  if (isDecided || !(overdue.aborted || isOverdue(loop, parts.now()))) return undefined;
  const running = currentRound(loop)?.steps.find(({ state }) => state === 'running' || state === 'interrupted');
  const during = running === undefined ? '' : `, during ${running.step}`;
  return { state: 'red', reason: `Its time of ${formatDuration(loop.mostMs)} is over${during}` };
}

async function carryOut(move: Move, loop: Loop, drive: Drive): Promise<LoopEnd | undefined> {
  const { write, parts } = drive;
  const at = parts.now().toISOString();
  switch (move.kind) {
    case 'start':
      await write({ kind: 'started', at });
      return undefined;
    case 'round':
      await write({ kind: 'round-started', at });
      return undefined;
    case 'step':
      return workStep(move.step, loop, drive);
    case 'decide':
      return decideRound(loop, drive);
    case 'interrupt':
      return endCutChange(loop, parts);
    case 'end':
      return endOf(loop);
  }
}

async function workStep(step: LoopStep, loop: Loop, drive: Drive): Promise<LoopEnd | undefined> {
  const { parts, write, shutdown, stop, overdue } = drive;
  const environment = environmentOf(loop, parts);
  const { work, doing } = loopStepWork[step];
  const begun = await write({ kind: 'step-started', at: parts.now().toISOString(), step, says: doing });
  const round = currentRound(begun);
  if (round === undefined) throw new TypeError('a step is of a round');
  const stopping = AbortSignal.any([shutdown, stop]);
  const rules = environment.loop ?? defaultLoopRules;
  const context: StepContext = { parts, loop: begun, round, environment, rules, write, stopping };
  const { ends, ...end } = await work(context, AbortSignal.any([stopping, overdue]));
  // What was cut by the end of this process is done again by the next.
  if (shutdown.aborted && !stop.aborted && end.state === 'interrupted' && ends === undefined) return undefined;
  const ended = await write({ kind: 'step-ended', at: parts.now().toISOString(), step, ...end });
  if (stop.aborted || overdue.aborted) return endBefore(ended, drive) ?? ends;
  return ends;
}

function environmentOf(loop: Loop, { configuration }: LoopWorkerParts): Environment {
  return resolveEnvironment(loop.environment, configuration());
}

async function decideRound(loop: Loop, { parts, write }: Drive): Promise<LoopEnd | undefined> {
  const round = currentRound(loop);
  if (round === undefined) throw new TypeError('a decision is of a round');
  const environment = environmentOf(loop, parts);
  const reading = await readRound(round, parts);
  const { decision, fingerprint } = decide(reading, loop, {
    deploy: environment.deploy,
    now: parts.now(),
  });
  await write({ kind: 'decided', at: parts.now().toISOString(), decision, fingerprint });
  return undefined;
}

/** By the decision of its last round. */
function endOf(loop: Loop): LoopEnd {
  const decision = currentRound(loop)?.decision;
  const reason = decision?.says ?? 'It came to nothing';
  return { state: decision?.kind === 'green' ? 'green' : 'red', reason };
}

async function endLoop(loop: Loop, { state, reason }: LoopEnd, { parts, write }: Drive): Promise<void> {
  await stopRunsOf(loop, parts);
  // Before its end is told: who hears of it may want to begin at once. Begun again after a death here, it ends all the same.
  await unlockAfter(loop, parts);
  await write({
    kind: 'ended',
    at: parts.now().toISOString(),
    state,
    reason: parts.redactor().redact(reason).slice(0, 1_500),
  });
}

async function endBroken(id: string, error: unknown, drive: Drive): Promise<void> {
  const { parts } = drive;
  const isMistake = error instanceof OperatorError;
  if (!isMistake) parts.onBug(error, id);
  const reason = isMistake ? `${error.message}. ${error.hint}` : 'A fault inside Teneleven; its log says more';
  const loop = await parts.store.work.loops.get(id);
  if (loop !== undefined) await endLoop(loop, { state: 'red', reason }, drive);
}
