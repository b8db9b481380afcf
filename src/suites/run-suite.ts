import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { expandCommand, suiteVariables } from '#config/expand.ts';
import type { Environment, Suite } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Selection } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { TestResult } from '#domain/test-result.ts';

import { adapterFor } from './adapters/index.ts';
import { childEnvironment } from './child-environment.ts';
import { execute } from './execute.ts';
import type { Guardian } from './guardian.ts';
import { judgeRun, type Judgement } from './judge-run.ts';
import { readVersions } from './read-versions.ts';
import type { Progress } from './runner.ts';
import { openRunLog } from './run-log.ts';

export interface SuiteOrder {
  readonly suite: Suite;
  readonly environment: Environment;
  readonly selection: Selection;
  /** The folder of the run: the log and our own report files go there. */
  readonly folder: string;
  /** Marks every process of the run, so that none survives it. */
  readonly marker: string;
  readonly variables: Variables;
  readonly redactor: Redactor;
  readonly guardian: Guardian;
  /** Called once when the versions before the start are known. */
  readonly onVersions: (versions: Readonly<Record<string, string>>) => void;
  /** Called with a way to look at what was seen so far. */
  readonly onStart: (progress: () => Progress) => void;
}

export interface SuiteOutcome extends Judgement {
  readonly tests: readonly TestResult[];
  readonly expected?: number | undefined;
}

/** Runs one suite. Resolves also when its tests fail; rejects with `OperatorError` when it cannot be planned. */
export async function runSuite(order: SuiteOrder, signal: AbortSignal): Promise<SuiteOutcome> {
  const command = expandCommand(order.suite.command, order.environment, order.variables);
  const suite: Suite = { ...order.suite, command };
  const named = suiteVariables(suite, order.environment, order.variables);
  const reports = path.join(order.folder, 'report');
  await mkdir(reports, { recursive: true, mode: 0o700 });
  const plan = await adapterFor(suite.runner).plan({
    suite,
    selection: order.selection,
    variables: named,
    folder: reports,
    redact: (text) => order.redactor.redact(text),
  });
  const versions = readVersions(order.environment, order.variables, signal);
  void versions.then(order.onVersions);
  order.onStart(() => plan.reader.progress());
  await using log = await openRunLog(order.folder);
  const exit = await execute(
    {
      command: plan.command,
      cwd: suite.cwd,
      variables: childEnvironment({ parent: order.variables, named, plan: plan.variables, marker: order.marker }),
      marker: order.marker,
      timeoutMs: suite.timeoutMs,
      redactor: order.redactor,
      guardian: order.guardian,
      onLine: (text, from) => plan.reader.line(text, from),
      log,
      events: plan.events,
    },
    signal,
  );
  const [report, versionsAfter] = await Promise.all([
    plan.readReport(exit),
    readVersions(order.environment, order.variables, signal),
  ]);
  const judgement = judgeRun({ exit, report, versionsBefore: await versions, versionsAfter });
  return { ...judgement, tests: report.tests, expected: report.expected };
}
