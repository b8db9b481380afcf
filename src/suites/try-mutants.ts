import path from 'node:path';

import type { Variables } from '#domain/setting.ts';
import { mutantWords, type MutantName } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

import { mutantsFor, type ChosenMutant } from './mutants/choose-mutants.ts';
import { mutateEnvironment } from './mutants/mutate-environment.ts';
import { startMutant } from './mutants/start-mutant.ts';
import type { MutantRun } from './proof-score.ts';
import { runSuite, type SuiteOrder } from './run-suite.ts';
import type { Progress } from './runner.ts';

export interface TryOrder extends SuiteOrder {
  readonly sample: readonly TestResult[];
  /** Which of the sample are tried against one; absent: all. */
  readonly choose?: ((mutant: MutantName, runs: readonly MutantRun[]) => readonly TestResult[]) | undefined;
  /** In all, and of it for the one that never answers; absent: as long as the suite may take, for each. */
  readonly budget?: { readonly ms: number; readonly silentMs: number } | undefined;
}

/** Longer than the time-outs that clients have unless they are told otherwise (websockets: 10 s). */
const usualPatienceMs = 12_000;
const longestPatienceMs = 60_000;
const leastMs = 1_000;
/** Whoever waits for an answer that never comes waits a tenth of its time. */
const hurry = 10;
const silentPatienceMs = 3_000;

/** Runs the sample against each mutant in turn. What the budget did not allow is left out. */
export async function tryMutants(order: TryOrder, signal: AbortSignal): Promise<readonly MutantRun[]> {
  let current: () => Progress = noProgress;
  order.onStart(() => ({ ...current(), expected: order.sample.length, tests: [] }));
  const { budget, suite } = order;
  const endsAt = performance.now() + (budget?.ms ?? Infinity);
  const runs: MutantRun[] = [];
  for (const mutant of mutantsFor(suite, order.environment, order.variables)) {
    const { name } = mutant;
    const leftMs = Math.min(endsAt - performance.now(), name === 'silent' ? (budget?.silentMs ?? Infinity) : Infinity);
    const sample = order.choose?.(name, runs) ?? order.sample;
    if (sample.length === 0 || leftMs < leastMs) continue;
    const watched: TryOrder = {
      ...order,
      sample,
      suite: { ...suite, timeoutMs: Math.ceil(Math.min(suite.timeoutMs, leftMs)) },
      onStart: (progress) => (current = () => namedProgress(name, progress())),
    };
    const run = await runAgainst(mutant, watched, signal);
    if (signal.aborted) return runs;
    runs.push(run);
  }
  return runs;
}

function noProgress(): Progress {
  return { tests: [] };
}

function namedProgress(name: MutantName, { latestTest }: Progress): Progress {
  return { tests: [], latestTest: `against ${mutantWords[name]}: ${latestTest ?? 'starting'}` };
}

async function runAgainst({ name, diverts }: ChosenMutant, order: TryOrder, signal: AbortSignal): Promise<MutantRun> {
  await using mutant = await startMutant(name);
  const { sample } = order;
  const isSilent = name === 'silent';
  const outcome = await runSuite(
    {
      ...order,
      selection: { tests: sample.map(({ id }) => id) },
      folder: path.join(order.folder, name),
      environment: mutateEnvironment(order.environment, mutant, order.variables),
      variables: withoutProxy(order.variables),
      diversion: {
        targets: diverts,
        port: mutant.port,
        limitMs: limitOf(sample, isSilent),
        hurry: isSilent ? hurry : 1,
      },
      onVersions: () => undefined,
    },
    signal,
  );
  return { mutant: name, port: mutant.port, running: outcome.running ?? [], tests: outcome.tests };
}

function limitOf(sample: readonly TestResult[], isSilent: boolean): number {
  const longestMs = Math.max(0, ...sample.map(({ durationMs }) => durationMs));
  const limitMs = isSilent ? silentPatienceMs + (2 * longestMs) / hurry : usualPatienceMs + 2 * longestMs;
  return Math.ceil(Math.min(longestPatienceMs, limitMs));
}

/** A proxy would be asked for 127.0.0.1, which is another one there. */
function withoutProxy(variables: Variables): Variables {
  const own = [variables['NO_PROXY'] ?? variables['no_proxy'], '127.0.0.1'].filter(Boolean).join(',');
  return { ...variables, NO_PROXY: own, no_proxy: own };
}
