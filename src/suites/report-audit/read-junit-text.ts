import { Buffer } from 'node:buffer';

import type { Redaction } from '../junit-result.ts';
import { readJunitBytes, type JunitReading } from '../junit-report.ts';
import { millisecondsOf } from '../report-seconds.ts';
import { emptyReport, type AuditedReport, type ClaimedCounts, type Read, type ReportedRun } from './audited-report.ts';
import { timeIn } from './recognise-time.ts';

const searched = 'test cases of a JUnit file, and what its suites claim of them';
const noSecrets: Redaction = { redact: (text) => text, redactCut: (text) => text };
const maxSuites = 10_000;

export interface JunitText {
  readonly report: AuditedReport;
  /** Why the file is not all that it should be. */
  readonly problem?: JunitReading['problem'];
}

export function isJunitText(text: string): boolean {
  return /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^]{0,2000}?-->\s*)?<(?:testsuites?|\w+:testsuites?)[\s>/]/.test(
    text.slice(0, 4_096),
  );
}

/** Reads a JUnit file out of memory; its texts are redacted already. */
export async function readJunitText(text: string): Promise<JunitText> {
  const { cases, problem } = await readJunitBytes(Buffer.from(text), noSecrets);
  const claim = claimOf(text);
  const run: ReportedRun = {
    line: 1,
    quote: claim?.quote ?? 'a JUnit file',
    label: claim?.name ?? 'JUnit',
    lastLine: 1,
    // The time of all, or the sum of its cases: no case is longer than either.
    wall: claim?.wall,
    workers: 'unknown',
    counts: claim?.counts,
    lists: [],
    tests: cases.map(({ name, classname, outcome, durationMs }) => ({
      id: classname === '' ? name : `${classname}::${name}`,
      outcome,
      durationMs,
      unitMs: 1,
      line: 0,
    })),
    listsAll: problem === undefined,
    isCut: problem !== undefined,
    startedAt: claim?.startedAt,
  };
  return { report: { ...emptyReport('junit', searched), lines: 1, runs: [run] }, problem };
}

interface Claim {
  readonly name: string;
  readonly quote: string;
  readonly counts?: Read<ClaimedCounts> | undefined;
  readonly wall?: ReportedRun['wall'];
  readonly startedAt?: ReportedRun['startedAt'];
}

/** What the one suite of a file says of itself; nothing where there are several, which may count each other's tests. */
function claimOf(text: string): Claim | undefined {
  const tags = [
    ...text.replaceAll(/<!\[CDATA\[[^]*?\]\]>|<!--[^]*?-->/g, '').matchAll(/<(?:\w+:)?testsuite\b([^>]{0,4000})>/g),
  ].slice(0, maxSuites);
  const [tag] = tags;
  if (tag === undefined || tags.length > 1) return undefined;
  const quote = tag[0].slice(0, 160);
  const source = { line: 1, quote };
  const attribute = (name: string): string | undefined =>
    new RegExp(String.raw`\s${name}\s*=\s*["']([^"']*)["']`).exec(tag[1] ?? '')?.[1];
  const [tests, failed, error = 0, skipped = 0] = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    numberOf(attribute(name)),
  );
  const passed = tests === undefined || failed === undefined ? undefined : tests - failed - error - skipped;
  const wallMs = millisecondsOf(attribute('time'));
  const started = timeIn(attribute('timestamp') ?? '');
  return {
    name: attribute('name') ?? 'JUnit',
    quote,
    counts:
      passed === undefined || passed < 0
        ? undefined
        : { ...source, value: { passed, failed: failed ?? 0, error, skipped } },
    wall: wallMs === 0 ? undefined : { ...source, value: { ms: wallMs, unitMs: 10 } },
    startedAt: started && { ...source, value: started },
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d{1,9}$/.test(text) ? undefined : Number(text);
}
