import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { RunChange } from '#domain/next-run.ts';
import type { Run, Selection } from '#domain/run.ts';
import type { TestProof } from '#domain/test-proof.ts';
import { countOutcomes, isRed, type TestResult } from '#domain/test-result.ts';

import { checkProven } from './check-proven.ts';
import { fitJudgement, redactionOf } from './fit-to-tell.ts';
import { firstFailures } from './judge-run.ts';
import { proofSample } from './proof-sample.ts';
import type { ProofOutcome } from './prove-suite.ts';
import type { AuditKnowledge } from './report-audit/audit-finding.ts';
import { knowBeforeRun } from './report-audit/know-before-run.ts';
import { deployedSince } from './report-audit/know-deployed.ts';
import { readAddresses } from './read-addresses.ts';
import { resolveEnvironment, resolveSuite } from './resolve-target.ts';
import { runMarker } from './run-marker.ts';
import { runSuite, type SuiteOrder, type SuiteOutcome } from './run-suite.ts';
import { keepSnapshots } from './keep-snapshots.ts';
import type { WorkerParts } from './start-worker.ts';
import { turnedFake } from './turned-fake.ts';
import { writeDown } from './write-down.ts';

/** Takes one queued run to its end and writes every step down before anybody is told. */
export async function workRun(queued: Run, parts: WorkerParts, shutdown: AbortSignal): Promise<void> {
  const { store, now } = parts;
  const begin = { state: 'running', startedAt: now().toISOString() } as const;
  const run = await writeDown(() => store.runs.change(queued.id, begin), parts, shutdown);
  if (run.state !== 'running') return;
  const stop = new AbortController();
  const unsubscribe = store.subscribe((id) => void (id === run.id && abortWhenStopped(run.id, parts, stop)));
  try {
    await abortWhenStopped(run.id, parts, stop);
    const { tests, change, proofs } = await endOf(run, parts, { shutdown, stop: stop.signal });
    await writeDown(() => store.runs.saveTests(run.id, tests), parts, shutdown);
    if (proofs !== undefined) await writeDown(() => store.proofs.save(proofs), parts, shutdown);
    await writeDown(() => store.runs.change(run.id, change), parts, shutdown);
  } finally {
    unsubscribe();
  }
}

interface RunEnd {
  readonly tests: readonly TestResult[];
  readonly change: RunChange;
  readonly proofs?: readonly TestProof[] | undefined;
}

async function endOf(
  run: Run,
  parts: WorkerParts,
  { shutdown, stop }: { readonly shutdown: AbortSignal; readonly stop: AbortSignal },
): Promise<RunEnd> {
  try {
    const outcome = await executeRun(run, parts, AbortSignal.any([shutdown, stop]));
    const isInterrupted = shutdown.aborted && !stop.aborted;
    const change = finalChange(outcome, parts.now(), isInterrupted);
    return { tests: outcome.tests, change, proofs: outcome.proofs };
  } catch (error) {
    if (!(error instanceof OperatorError)) parts.onBug(error, run.id);
    return { tests: [], change: fitJudgement(brokenChange(error, parts.now()), redactionOf(parts.redactor()).redact) };
  }
}

type RunOutcome = SuiteOutcome & Partial<Pick<ProofOutcome, 'proofs'>>;

async function executeRun(run: Run, parts: WorkerParts, signal: AbortSignal): Promise<RunOutcome> {
  const configuration = parts.configuration();
  const environment = resolveEnvironment(run.environment, configuration);
  const suite = resolveSuite(run.suite, environment, configuration);
  const selection = await fillSelection(run, parts);
  // A store that cannot be read is no reason not to run.
  const knowledge = await knowBeforeRun(run, parts.store).catch(() => undefined);
  const snapshots = keepSnapshots(run.id, parts.store);
  try {
    const order: SuiteOrder = {
      suite,
      environment,
      selection,
      folder: parts.store.runs.folder(run.id),
      marker: runMarker(parts.data, run.id),
      variables: parts.variables,
      redactor: parts.redactor(),
      guardian: parts.guardian,
      onVersions: (versions) => void parts.store.runs.change(run.id, { versions }).catch(() => undefined),
      onStart: snapshots.follow,
    };
    void keepSurroundings(run.id, { ...parts, environment }, signal);
    const proofs = await parts.store.proofs.list(suite.name, environment.name);
    const proving = { ...order, run: run.id, now: parts.now, proofs };
    if (run.selection.proves === undefined) {
      const lateKnowledge = (): Promise<AuditKnowledge> =>
        deployedSince(run, parts.store).then(
          (deployed) => ({ deployed }),
          () => ({}),
        );
      const outcome = await runSuite({ ...order, knowledge, lateKnowledge }, signal);
      return await checkProven(outcome, proving, signal);
    }
    const { run: green, most } = run.selection.proves;
    const sample = proofSample(await parts.store.runs.tests(green), proofs, most);
    if (sample.length === 0) throw nothingToProve(green);
    const { proveSuite } = await import('./prove-suite.ts');
    const outcome = await proveSuite({ ...proving, sample }, signal);
    return { ...outcome, findings: [...outcome.findings, ...turnedFake(outcome.proofs, proofs, run.id)] };
  } finally {
    await snapshots.stop();
  }
}

/** What names and settings stood for is missed when they stand for something else. */
async function keepSurroundings(
  id: string,
  { store, variables, settingsOf, environment }: WorkerParts & { readonly environment: Environment },
  signal: AbortSignal,
): Promise<void> {
  const [addresses, settings = {}] = await Promise.all([
    readAddresses(environment, variables, signal),
    settingsOf?.(environment),
  ]);
  const change = { addresses: unlessEmpty(addresses), settings: unlessEmpty(settings) };
  if (change.addresses !== undefined || change.settings !== undefined) {
    await store.runs.change(id, change).catch(() => undefined);
  }
}

function unlessEmpty<T extends object>(record: T): T | undefined {
  return Object.keys(record).length === 0 ? undefined : record;
}

function nothingToProve(green: string): OperatorError {
  return new OperatorError({
    code: 'NOTHING_TO_PROVE',
    message: `${green} has no passed tests any more; its results may have been removed`,
    hint: 'Run the suite again first',
  });
}

/** The ids of the tests that failed in the run that is repeated. */
async function fillSelection(run: Run, parts: WorkerParts): Promise<Selection> {
  if (run.selection.rerunOf === undefined) return run.selection;
  const tests = await parts.store.runs.tests(run.selection.rerunOf);
  const red = tests.filter((test) => isRed(test.outcome)).map((test) => test.id);
  if (red.length > 0) return { ...run.selection, tests: red };
  throw new OperatorError({
    code: 'NOTHING_TO_RERUN',
    message: `${run.selection.rerunOf} has no failed tests any more; its results may have been removed`,
    hint: `Use "run ${run.suite} on ${run.environment}"`,
  });
}

function finalChange(outcome: SuiteOutcome, now: Date, isInterrupted: boolean): RunChange {
  const { state, verdict, verdictReason, findings, tests, expected } = outcome;
  const end = {
    endedAt: now.toISOString(),
    findings,
    counts: countOutcomes(tests),
    failures: firstFailures(tests),
    expected,
  };
  return isInterrupted && state === 'cancelled'
    ? { state: 'interrupted', ...end }
    : { state, verdict, verdictReason, ...end };
}

function brokenChange(error: unknown, now: Date): RunChange {
  const message =
    error instanceof OperatorError ? `${error.message}. ${error.hint}` : 'A fault inside Teneleven; its log says more';
  return {
    state: 'failed',
    verdict: 'failed',
    verdictReason: message,
    findings: [{ code: 'not-started', message }],
    endedAt: now.toISOString(),
  };
}

async function abortWhenStopped(id: string, parts: WorkerParts, stop: AbortController): Promise<void> {
  const run = await parts.store.runs.get(id);
  if (run?.state !== 'running' || run.stopRequestedBy !== undefined) stop.abort();
}
