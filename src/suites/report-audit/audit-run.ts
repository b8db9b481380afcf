import type { Exit } from '../exit.ts';
import type { Report } from '../runner.ts';
import type { AuditFinding, AuditKnowledge } from './audit-finding.ts';
import type { RunToAudit } from './audited-run.ts';
import { workerIn } from './pytest-lines.ts';

export interface RunAudit {
  /** Fed with what the runner prints. */
  line(text: string): void;
  /** What cannot be believed of the report, once it was read. */
  findings(
    ended: { readonly exit: Exit; readonly report: Report },
    late?: AuditKnowledge,
  ): Promise<readonly AuditFinding[]>;
}

/** xdist tells of its workers before the first test. */
const watchedLines = 5_000;

/** Audits one run of our own. Workers that a settings file asked for are only seen in what the runner prints. */
export function createRunAudit(suite: RunToAudit['suite'], knowledge: AuditKnowledge = {}): RunAudit {
  let lines = 0;
  let isParallel = false;
  let loading: ReturnType<typeof loadChecks> | undefined;
  return {
    line(text) {
      loading ??= loadChecks();
      lines += 1;
      if (lines <= watchedLines && !isParallel) isParallel = workerIn(text) !== undefined;
    },
    async findings({ exit, report }, late = {}) {
      const { auditReport, auditedRun } = await (loading ?? loadChecks());
      const { tests, expected, complete } = report;
      const isWhole = complete && exit.ended === 'exited';
      const audited = auditedRun({ suite, tests, expected, wallMs: exit.durationMs, isWhole, isParallel });
      return auditReport(audited, { ...knowledge, ...late });
    },
  };
}

/** While the suite runs: neither its start nor its end waits for them. */
async function loadChecks() {
  const [{ auditReport }, { auditedRun }] = await Promise.all([
    import('./audit-report.ts'),
    import('./audited-run.ts'),
  ]);
  return { auditReport, auditedRun };
}
