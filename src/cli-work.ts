import process from 'node:process';

import { createConfiguredRedactor } from '#config/secrets.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';
import type { Store } from '#state/state.ts';
import type { Settling } from '#state/take-records.ts';
import type { Screen } from '#terminal/screen.ts';

import { now, reportBug, screenOf, type Session } from './cli-session.ts';

/** What every worker needs. */
export interface WorkParts {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly redactor: () => Redactor;
  readonly now: () => Date;
  readonly onBug: (error: unknown, where: string) => void;
}

export interface Here<T, P extends WorkParts = WorkParts> {
  /** Starts the workers, which end when `signal` is aborted. */
  readonly start: (parts: P, signal: AbortSignal) => Settling;
  /** Shows what they do, and resolves when it has ended or `signal` was aborted. */
  readonly follow: (screen: Screen, signal: AbortSignal) => Promise<T>;
  /** What Ctrl-C does first; absent: it ends the workers. A second Ctrl-C ends this process. */
  readonly onInterrupt?: (() => void) | undefined;
}

/** Does in this process what is followed, because no bot is there to do it. Ctrl-C and SIGTERM end it early. */
export async function workHere<T>(session: Session, { start, follow, onInterrupt }: Here<T>): Promise<T> {
  const { configuration, variables, store } = session;
  const shutdown = new AbortController();
  const end = (): void => shutdown.abort();
  process.once('SIGINT', onInterrupt ?? end).once('SIGTERM', end);
  const redactor = createConfiguredRedactor(configuration, variables);
  const shared = { store, configuration: () => configuration, variables, redactor: () => redactor, now };
  const workers = start({ ...shared, onBug: reportBug }, shutdown.signal);
  const followed = await follow(screenOf(session), shutdown.signal);
  shutdown.abort();
  await workers.settled();
  return followed;
}
