import type { Approval } from '#domain/approval.ts';
import type { Audit } from '#domain/audit.ts';
import type { CloseCount } from '#domain/close.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { Incident } from '#domain/incident.ts';
import type { Loop } from '#domain/loop.ts';
import type { Probing } from '#domain/probing.ts';
import type { Run } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';

/** What the configuration says of a suite, redacted. */
export interface SuiteRecord {
  readonly name: string;
  readonly priority: number;
  readonly runner: string;
  readonly command: readonly string[];
  readonly owner?: string | undefined;
  readonly impact?: string | undefined;
}

export interface RunRecord {
  readonly run: Run;
  readonly tests: readonly TestResult[];
}

/** Closes of one kind, all minutes together. */
export type CloseRecord = Omit<CloseCount, 'minuteAt' | 'environment'>;

/** All that a report is made from, and all that it may say anything about. Plain JSON; maps are keyed by the ids of the records. */
export interface ReportRecords {
  /** Id of the run or the loop that is reported. */
  readonly id: string;
  readonly environment: string;
  /** Absent: a run is reported. */
  readonly loop?: Loop | undefined;
  /** Runs that are reported, in the order of their queueing. */
  readonly reported: readonly string[];
  /** Suite → the last green run before, which is in `runs` as well. */
  readonly greens: Readonly<Record<string, string>>;
  readonly runs: Readonly<Record<string, RunRecord>>;
  readonly inquiries: Readonly<Record<string, Inquiry>>;
  readonly probings: Readonly<Record<string, Probing>>;
  readonly audits: Readonly<Record<string, Audit>>;
  readonly approvals: Readonly<Record<string, Approval>>;
  /** Of the environment, triggered before the end and not resolved before the beginning. */
  readonly incidents: Readonly<Record<string, Incident>>;
  /** Of the ledger, in the minutes between beginning and end. */
  readonly closes: readonly CloseRecord[];
  /** Suites that are configured for the environment, in order of priority. */
  readonly suites: Readonly<Record<string, SuiteRecord>>;
}

export const redOutcomes = ['failed', 'error'] as const;

/** Runs that are reported and still kept. */
export function reportedRuns({ reported, runs }: ReportRecords): readonly RunRecord[] {
  return reported.flatMap((id) => {
    const record = entryOf(runs, id);
    return record === undefined ? [] : [record];
  });
}

/** The newest reported run of each suite: how things stand at the end. */
export function lastRuns(records: ReportRecords): readonly RunRecord[] {
  return [...new Map(reportedRuns(records).map((record) => [record.run.suite, record])).values()];
}

/** A suite may be called `constructor`. */
export function entryOf<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
