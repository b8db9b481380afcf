import { setTimeout } from 'node:timers/promises';

import { longestTimerMs } from '#domain/duration.ts';
import type { ReportFinding } from '#domain/run.ts';

import { collectOutput, type OutputPlan } from './collect-output.ts';
import { endFamily, type FamilyEnd } from './end-family.ts';
import type { Exit } from './exit.ts';
import type { Family } from './family.ts';
import type { Guardian } from './guardian.ts';
import { readProcEntry } from './proc.ts';
import { startChild, type Child, type ChildOrder } from './start-child.ts';

export interface ExecuteOrder extends ChildOrder, OutputPlan {
  /** The value of `TENELEVEN_RUN` in `variables`. */
  readonly marker: string;
  readonly timeoutMs: number;
  /** Between TERM and KILL; 5 s unless named. */
  readonly graceMs?: number | undefined;
  /** Ends the run when this program dies. */
  readonly guardian?: Guardian | undefined;
  /** What it leaves running when it exits is what it was asked to start: a deploy. A time-out or an abort ends all the same. */
  readonly leavesOthers?: boolean | undefined;
}

type Ended = 'exited' | 'timed-out' | 'cancelled';

/** Programs that end when they see that the command has ended are not called left behind. */
const settleMs = 300;
const lastWordMs = 2_000;

/**
 * Runs a command to its end, or to its time-out, or to an abort, and ends all that it started, also what outlives it.
 * Its output has reached `onLine` and the log, as clean and redacted lines, when it resolves. Rejects only when `onLine` throws.
 */
export async function execute(order: ExecuteOrder, signal: AbortSignal): Promise<Exit> {
  if (signal.aborted) return { ended: 'cancelled', durationMs: 0 };
  const startedAt = performance.now();
  // Before there is anything to guard: we may be killed the moment after the child began.
  const begun = order.guardian?.watch({ marker: order.marker });
  const child = await startChild(order);
  if ('reason' in child) {
    begun?.forget();
    return { ended: 'lost', reason: child.reason, durationMs: performance.now() - startedAt };
  }
  const leader = readProcEntry(child.pid) ?? { pid: child.pid, startTicks: 0 };
  const watched = order.guardian?.watch({ marker: order.marker, leader });
  const family: Family = watched?.family ?? { marker: order.marker, leader };
  begun?.forget();
  const exit = child.exited.then((how) => ({ ...how, durationMs: performance.now() - startedAt }));
  const output = collectOutput(child, order);
  try {
    const ended = await Promise.race([firstEnd(child, order.timeoutMs, signal), output.failed]);
    const left = await endOthers(family, order, ended);
    const how = await Promise.race([exit, setTimeout(lastWordMs, undefined, { ref: false })]);
    const isCut = await output.finish();
    const findings = [...familyFindings(ended, left), ...outputFindings(isCut), ...order.log.findings()];
    return { ended, durationMs: performance.now() - startedAt, ...how, findings };
  } catch (error) {
    await endFamily(family, { graceMs: 0 });
    throw error;
  } finally {
    watched?.forget();
  }
}

async function endOthers(family: Family, order: ExecuteOrder, ended: Ended): Promise<FamilyEnd> {
  if (ended === 'exited' && order.leavesOthers === true) return { ended: [], survivors: [] };
  return endFamily(family, { graceMs: order.graceMs ?? 5_000, settleMs: ended === 'exited' ? settleMs : 0 });
}

async function firstEnd(child: Child, timeoutMs: number, signal: AbortSignal): Promise<Ended> {
  const over = new AbortController();
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<Ended>();
  signal.addEventListener('abort', () => cancel('cancelled'), { once: true, signal: over.signal });
  if (signal.aborted) cancel('cancelled');
  const exited = child.exited.then((): Ended => 'exited');
  const timedOut = setTimeout<Ended>(Math.min(timeoutMs, longestTimerMs), 'timed-out', { signal: over.signal });
  timedOut.catch(() => undefined);
  return Promise.race([exited, timedOut, cancelled]).finally(() => over.abort());
}

function familyFindings(ended: Ended, left: FamilyEnd): readonly ReportFinding[] {
  const findings: ReportFinding[] = [];
  if (ended === 'exited' && left.ended.length > 0) {
    findings.push({
      code: 'left-running',
      message: `The suite ended and left ${listed(left.ended)} running; ended now`,
    });
  }
  if (left.survivors.length > 0) {
    findings.push({
      code: 'still-running',
      message: `Could not be ended, also not by SIGKILL: ${listed(left.survivors)}`,
    });
  }
  return findings;
}

function outputFindings(isCut: boolean): readonly ReportFinding[] {
  const message = 'A program that could not be found held the output open 2 s after the end; it was read no further';
  return isCut ? [{ code: 'output-cut', message }] : [];
}

function listed(names: readonly string[]): string {
  const rest = names.length - 5;
  return names.slice(0, 5).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
