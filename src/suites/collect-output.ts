import type { Redactor } from '#domain/redact.ts';

import { followFile } from './follow-file.ts';
import { createOutputSink, drainInto, type OutputSink } from './output.ts';
import type { RunLog } from './run-log.ts';
import type { LineSource } from './runner.ts';
import type { Child } from './start-child.ts';

export interface OutputPlan {
  readonly redactor: Redactor;
  readonly onLine: (text: string, from: LineSource) => void;
  readonly log: RunLog;
  /** A file that the child appends lines to; it may not be there yet. */
  readonly events?: string | undefined;
}

export interface CollectedOutput {
  /** Rejects when `onLine` throws; never resolves. */
  readonly failed: Promise<never>;
  /**
   * Waits until all is read and logged; two seconds at most, since somebody who was not found may hold the pipes open.
   * Resolves to whether they had to be let go of.
   */
  finish(): Promise<boolean>;
}

const drainBoundMs = 2_000;

/** Reads all that a child writes, into lines and the log. The file of events goes to the lines only. */
export function collectOutput({ stdout, stderr }: Child, plan: OutputPlan): CollectedOutput {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const sinkOf = (from: LineSource): OutputSink => {
    const append = from === 'events' ? undefined : (text: string) => plan.log.append(text);
    return createOutputSink({ redactor: plan.redactor, from, onLine: plan.onLine, append });
  };
  const pipes = [drainInto(sinkOf('stdout'), stdout), drainInto(sinkOf('stderr'), stderr)];
  const events = plan.events === undefined ? undefined : followFile(plan.events, sinkOf('events'));
  const drained = Promise.all(pipes).then(() => undefined, reject);
  const followed = events?.followed.catch(reject);
  return {
    failed,
    async finish() {
      const isCut = !(await isDoneWithin(drainBoundMs, drained));
      for (const stream of [stdout, stderr]) stream.destroy();
      await drained;
      events?.finish();
      await followed;
      await plan.log.flush();
      return isCut;
    },
  };
}

async function isDoneWithin(boundMs: number, work: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, boundMs, false);
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
}
