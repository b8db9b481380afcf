import { createTask } from 'node-cron';

export interface Ticks {
  /** A sweep is due; what it returns is waited for before the next one. */
  readonly onDue: (dueAt: Date) => Promise<void>;
  /** A sweep was due while the one before was still at work. */
  readonly onOverlap: (dueAt: Date) => void;
  readonly onBug: (error: unknown) => void;
}

/** Calls back by a cron schedule in UTC; returns what ends it. */
export type Ticker = (schedule: string, ticks: Ticks) => () => void;

/** A tick that comes later than this is a slot that was missed: nobody makes up for it. */
const lateMs = 30_000;

const quiet = (): void => {};

export const cronTicker: Ticker = (schedule, { onDue, onOverlap, onBug }) => {
  const task = createTask(schedule, ({ date }) => onDue(date), {
    timezone: 'UTC',
    noOverlap: true,
    missedExecutionTolerance: lateMs,
    suppressMissedWarning: true,
    logger: { info: quiet, warn: quiet, debug: quiet, error: (message, error) => onBug(error ?? message) },
  });
  task.on('execution:overlap', ({ date }) => onOverlap(date));
  task.on('execution:failed', ({ execution }) => onBug(execution?.error));
  void task.start();
  return () => void task.destroy();
};
