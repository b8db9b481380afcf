import { mkdir, rm } from 'node:fs/promises';

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
import { fitJudgement, fitVersions, redactionOf } from './fit-to-tell.ts';
import { judgeRun, type Judgement } from './judge-run.ts';
import { askVersions } from './read-versions.ts';
import { reportFolder } from './report-folder.ts';
import { expectedVersion } from './expected-version.ts';
import { targetsOf } from './proof-targets.ts';
import { quarantine } from './quarantine.ts';
import type { AuditKnowledge } from './report-audit/audit-finding.ts';
import { createRunAudit } from './report-audit/audit-run.ts';
import type { Diversion, Progress, Report } from './runner.ts';
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
  readonly diversion?: Diversion | undefined;
  /** What the audit of its report may be compared with. */
  readonly knowledge?: AuditKnowledge | undefined;
  /** The same, of what happened while it ran. */
  readonly lateKnowledge?: (() => Promise<AuditKnowledge>) | undefined;
  /** Called once when the versions before the start are known. */
  readonly onVersions: (versions: Readonly<Record<string, string>>) => void;
  /** Called with a way to look at what was seen so far. */
  readonly onStart: (progress: () => Progress) => void;
}

export interface SuiteOutcome extends Judgement {
  readonly tests: readonly TestResult[];
  readonly expected?: number | undefined;
  /** The tests that were running when the suite was ended. */
  readonly running?: readonly string[] | undefined;
}

/**
 * Runs one suite. Resolves also when its tests fail; rejects with `OperatorError` when it cannot be planned. All text of the
 * outcome is redacted, and what its runner wrote, which is not, is removed.
 */
export async function runSuite(order: SuiteOrder, signal: AbortSignal): Promise<SuiteOutcome> {
  const folder = reportFolder(order.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await runPlanned(order, folder, signal);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function runPlanned(order: SuiteOrder, folder: string, signal: AbortSignal): Promise<SuiteOutcome> {
  const command = expandCommand(order.suite.command, order.environment, order.variables);
  const suite: Suite = { ...order.suite, command };
  const named = suiteVariables(suite, order.environment, order.variables);
  const redaction = redactionOf(order.redactor);
  const { selection, diversion } = order;
  const adapter = await adapterFor(suite.runner);
  const plan = await adapter.plan({ suite, selection, diversion, variables: named, folder, ...redaction });
  const before = askVersions(order.environment, order.variables, signal);
  const expected = expectedVersion(order.environment, order, signal);
  void before.then((read) => order.onVersions(fitVersions(read.versions, redaction.redact)));
  order.onStart(() => plan.reader.progress());
  const audit = createRunAudit(suite, order.knowledge);
  await using log = await openRunLog(order.folder);
  const child = childEnvironment({ parent: order.variables, named, plan: plan.variables, marker: order.marker });
  const exit = await execute(
    {
      command: plan.command,
      cwd: suite.cwd,
      variables: child,
      marker: order.marker,
      timeoutMs: suite.timeoutMs,
      redactor: order.redactor,
      guardian: order.guardian,
      onLine(text, from) {
        audit.line(text);
        plan.reader.line(text, from);
      },
      log,
      events: plan.events,
    },
    signal,
  );
  const [report, after] = await Promise.all([
    plan.readReport(exit),
    askVersions(order.environment, order.variables, signal),
  ]);
  const { versions: versionsBefore, gaps: versionGaps } = await before;
  const judgement = judgeRun({
    exit,
    report,
    versionsBefore,
    versionsAfter: after.versions,
    versionGaps,
    expectedVersion: await expected,
    quarantined: quarantine(report.tests, suite.quarantine ?? [], new Date()),
    proof: {
      targets: targetsOf(suite, order.environment, { own: order.variables, child }),
      blindSpots: report.blindSpots ?? [],
    },
    audit: await audit.findings({ exit, report }, await order.lateKnowledge?.()),
  });
  return outcomeOf(fitJudgement(judgement, redaction.redact), report);
}

function outcomeOf(judgement: Judgement, { tests, expected, running }: Report): SuiteOutcome {
  return { ...judgement, tests, expected, running };
}
