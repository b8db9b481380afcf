import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { readText, type ConfigurationSource } from './configuration-file.ts';
import { applyOverrides } from './load-configuration.ts';
import { parseConfiguration } from './parse-configuration.ts';

export interface ConfigurationWatch {
  /** The last good one. */
  current(): Configuration;
  /** What is wrong with the file as it is now, and since when; undefined while it is in use. */
  problem(): ConfigurationProblem | undefined;
}

export interface WatchOptions {
  readonly source: ConfigurationSource;
  readonly first: Configuration;
  /** Told after `current()` returns the new one; also when a bad file has become good again. */
  readonly onChange: (configuration: Configuration) => void;
  /** Told once per new text that is bad, or when the file is gone; `current()` stays the last good one. */
  readonly onProblem: (problem: OperatorError) => void;
  /** Default 1000. */
  readonly intervalMs?: number | undefined;
}

/**
 * Follows the file until `signal` aborts. It looks instead of listening: editors and Kubernetes replace the file or a
 * link above it, which listening misses. Costs one `stat` per look while nothing changes, and keeps no process alive.
 */
export function watchConfiguration(options: WatchOptions, signal: AbortSignal): ConfigurationWatch {
  const state: State = { current: options.first };
  void follow(options, state, signal);
  return { current: () => state.current, problem: () => state.problem };
}

async function follow(options: WatchOptions, state: State, signal: AbortSignal): Promise<void> {
  let last: Sight | undefined;
  let acted: string | undefined;
  while (await pause(options.intervalMs ?? 1_000, signal)) {
    const sight = await look(options.first.file, last);
    // Only what two looks agree on: an editor may be half-way through writing.
    const isSettled = sight.digest === last?.digest;
    last = sight;
    if (!isSettled || sight.digest === acted) continue;
    acted = sight.digest;
    last = { stamp: sight.stamp, digest: sight.digest };
    if (!signal.aborted) act(options, state, sight);
  }
}

interface State {
  current: Configuration;
  /** Was told. */
  problem?: ConfigurationProblem | undefined;
}

function act({ source, onChange, onProblem }: WatchOptions, state: State, sight: Sight): void {
  const outcome = readSight(sight, state.current.file, source);
  const wasBad = state.problem !== undefined;
  if (outcome instanceof OperatorError) {
    state.problem = { message: outcome.message, since: state.problem?.since ?? new Date().toISOString() };
    return onProblem(outcome);
  }
  state.problem = undefined;
  if (!wasBad && isDeepStrictEqual(outcome, state.current)) return;
  state.current = outcome;
  onChange(outcome);
}

function readSight(sight: Sight, file: string, source: ConfigurationSource): Configuration | OperatorError {
  if (sight.problem !== undefined) return sight.problem;
  try {
    return applyOverrides(parseConfiguration(sight.text ?? '', file), source);
  } catch (error) {
    return asOperatorError(error, file);
  }
}

interface Sight {
  /** Changes when the file does; empty when it changed so recently that the clock of the file system may not show it. */
  readonly stamp: string;
  readonly digest: string;
  /** Gone once it was acted on. */
  readonly text?: string | undefined;
  readonly problem?: OperatorError | undefined;
}

const freshMs = 2_000;
const nowhere = { ino: 0, size: 0, mtimeMs: 0, ctimeMs: 0 };

async function look(file: string, last: Sight | undefined): Promise<Sight> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(file).catch(() => nowhere);
    const isFresh = Math.abs(Date.now() - Math.max(mtimeMs, ctimeMs)) < freshMs;
    const stamp = isFresh ? '' : [ino, size, mtimeMs, ctimeMs].join(' ');
    if (ino !== 0 && stamp !== '' && last?.stamp === stamp) return last;
    const text = await readText(file);
    return { stamp, digest: createHash('sha256').update(text).digest('hex'), text };
  } catch (error) {
    const problem = asOperatorError(error, file);
    return { stamp: '', digest: problem.message, problem };
  }
}

function asOperatorError(error: unknown, file: string): OperatorError {
  if (error instanceof OperatorError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new OperatorError({
    code: 'BAD_CONFIGURATION',
    message: `"${file}" cannot be used: ${reason}`,
    hint: 'Correct the file',
    cause: error,
  });
}

/** False once aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  return !signal.aborted;
}
