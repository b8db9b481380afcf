import type { CountedOutcome, ListedTest } from './audited-report.ts';
import { durationsIn, type FoundDuration } from './recognise-duration.ts';

const marks = String.raw`✅|❌|✔️?|✗|✘|✓|⚠️?|🟢|🔴`;
const words: Readonly<Record<string, CountedOutcome>> = {
  PASSED: 'passed',
  PASS: 'passed',
  OK: 'passed',
  FAILED: 'failed',
  FAIL: 'failed',
  ERROR: 'error',
  SKIPPED: 'skipped',
  SKIP: 'skipped',
  XFAIL: 'xfailed',
  XPASS: 'xpassed',
};
const word = Object.keys(words).join('|');
const before = new RegExp(String.raw`^(?:(?:${marks})\s*)*(?:\[?(${word})\]?[:\s-]+)?`, 'u');
const name = /^[\w./\\:-]+(?:\[[^\]]{0,200}\])?(?=$|[\s,:;()|—–-])/;
const after = new RegExp(String.raw`(?:^|[\s:(|[—–-])(${word})(?=$|[\s:)|\].,—–-])`, 'u');
const introduction = /(?:[([]|\b(?:in|took|duration|time)\b:?|[—–:|-])\s*$/i;

/** `test_a (3.639s) - ✅ …`, `FAILED tests/test_a.py::test_b`: a list item that names a test. */
export function testIn(text: string, line: number): ListedTest | undefined {
  const [lead = '', leadWord] = before.exec(text) ?? [];
  const rest = text.slice(lead.length);
  const id = (name.exec(rest)?.[0] ?? '').replace(/[:.,]+$/, '');
  if (!isTestName(id) || rest.charAt(id.length) === '*') return undefined;
  const behind = rest.slice(id.length);
  const outcome = words[leadWord ?? after.exec(behind.slice(0, 60))?.[1] ?? ''] ?? markOutcome(lead, behind);
  return { id, outcome, ...durationFields(durationOf(behind)), line };
}

/** `Sign-in works (1.2s)` in a list that is known to be one of tests. */
export function namedCaseIn(text: string, line: number): ListedTest | undefined {
  const [lead = ''] = before.exec(text) ?? [];
  const rest = text.slice(lead.length);
  const duration = durationsIn(rest).find(
    ({ at, end }) => /[([]$/.test(rest.slice(0, at)) && /^[)\]]/.test(rest.slice(end)),
  );
  const id = duration === undefined ? '' : rest.slice(0, duration.at - 1).trim();
  return id === '' ? undefined : { id, outcome: markOutcome(lead, ''), ...durationFields(duration), line };
}

export function durationFields(found: FoundDuration | undefined): Pick<ListedTest, 'durationMs' | 'unitMs'> {
  return found === undefined ? {} : { durationMs: found.ms, unitMs: found.unitMs };
}

/** Files, patterns and sentences are no tests. */
function isTestName(id: string): boolean {
  if (!/test|spec|should_/i.test(id) || /\.(?:py|[cm]?[jt]sx?|md|ya?ml|json|xml|sh|env|txt|log|go|rs|java)$/i.test(id))
    return false;
  return /[a-z0-9]_[a-z0-9]/i.test(id) || id.includes('::') || /^test[A-Z]\w+$/.test(id);
}

function durationOf(behind: string): FoundDuration | undefined {
  return durationsIn(behind).find(({ at }) => introduction.test(behind.slice(0, at)));
}

function markOutcome(lead: string, behind: string): CountedOutcome | undefined {
  const shown = `${lead} ${/^[\s:—–-]*(?:\([^)]{0,40}\)[\s:—–-]*)?(\S{1,3})/u.exec(behind)?.[1] ?? ''}`;
  const isGood = /[✅✔✓🟢]/u.test(shown);
  const isBad = /[❌✗✘🔴]/u.test(shown);
  return isGood === isBad ? undefined : isGood ? 'passed' : 'failed';
}
