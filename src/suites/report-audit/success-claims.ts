import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ClaimedRatio, ListedTest, ReportedRun, Source } from './audited-report.ts';
import { filesOf, keywordMatches, keywordOf } from './keyword-matches.ts';
import { someOf, sourceOfTest } from './words.ts';

const mostListed = 20_000;
/** Words that say nothing of what was tested. */
const general = new Set(
  'test tests testing success successful rate status flow overall total results result establishment check checks real staging pass passed passing suite suites critical priority'.split(
    ' ',
  ),
);

interface Known {
  readonly test: ListedTest;
  readonly isRed: boolean;
  /** Where that is told. */
  readonly source: Source;
}

/** `Connections: 100 % success` where tests of connections had failed when they were last run. */
export function successClaims({ ratios, runs }: AuditedReport): readonly AuditFinding[] {
  const claims = ratios.filter(isWholeSuccess);
  if (claims.length === 0 || runs.reduce((sum, { tests }) => sum + tests.length, 0) > mostListed) return [];
  return claims.slice(0, 100).flatMap((claim) => {
    const known = latestResults(runs.filter(({ line }) => line < claim.line));
    const topics = topicsOf(claim.label).filter((topic) => isTelling(topic, known));
    const about = known.filter(({ test }) => topics.some((topic) => wordsOf(test.id).includes(topic)));
    const red = about.filter(({ isRed }) => isRed);
    return red.length === 0 ? [] : [findingOf({ claim, about, red })];
  });
}

function isWholeSuccess({ percent, label, quote, part, whole, isAboutTests }: ClaimedRatio): boolean {
  if (percent !== 100 || label === '' || (part !== undefined && part !== whole)) return false;
  return isAboutTests || /\b(?:working|works|established|connected|restored)\b/i.test(quote);
}

/** How each test ended when it was last run, by the end of its id. */
function latestResults(runs: readonly ReportedRun[]): readonly Known[] {
  const known = new Map<string, Known>();
  const files = new Map<string, readonly ListedTest[]>();
  for (const run of runs) {
    const [file = ''] = filesOf(run.command?.value ?? '');
    const key = (test: ListedTest): string => `${file}::${test.id.split('::').at(-1)}`;
    for (const test of run.tests) known.set(key(test), { test, isRed: hasFailed(test), source: sourceOfTest(test) });
    const all = files.get(file) ?? [];
    if (run.tests.length > all.length) files.set(file, run.tests);
    for (const test of run.tests.length === 0 ? selectedUnlisted(run, all) : []) {
      const before = known.get(key(test));
      const isRedNow = before?.isRed === true || allFailed(run, all);
      if (isRedNow) known.set(key(test), { test, isRed: true, source: run.counts ?? run });
    }
  }
  return [...known.values()];
}

/** What `-k` selects in a run that lists nothing and in which nothing passed: it failed, or was not run. */
function selectedUnlisted({ counts, command }: ReportedRun, all: readonly ListedTest[]): readonly ListedTest[] {
  const { passed = 0, failed = 0, error = 0 } = counts?.value ?? {};
  const keyword = keywordOf(command?.value ?? '');
  if (counts === undefined || passed > 0 || failed + error === 0 || keyword === undefined) return [];
  return all.filter(({ id }) => keywordMatches(keyword, id.split('::').at(-1) ?? id) === true);
}

function allFailed(run: ReportedRun, all: readonly ListedTest[]): boolean {
  const { failed = 0, error = 0 } = run.counts?.value ?? {};
  return failed + error >= selectedUnlisted(run, all).length;
}

function hasFailed({ outcome }: ListedTest): boolean {
  return outcome === 'failed' || outcome === 'error';
}

function topicsOf(label: string): readonly string[] {
  return wordsOf(label).filter((word) => word.length >= 5 && !general.has(word));
}

/** A word of most tests names none of them. */
function isTelling(topic: string, known: readonly Known[]): boolean {
  const having = known.filter(({ test }) => wordsOf(test.id).includes(topic)).length;
  return having > 0 && having * 2 <= known.length;
}

function wordsOf(text: string): readonly string[] {
  const name = text.split('::').at(-1) ?? text;
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => (word.length > 4 ? word.replace(/s$/, '') : word))
    .filter((word) => word !== '');
}

interface Contradicted {
  readonly claim: ClaimedRatio;
  readonly about: readonly Known[];
  readonly red: readonly Known[];
}

function findingOf({ claim, about, red }: Contradicted): AuditFinding {
  const names = someOf([...new Set(red.map(({ test }) => test.id))]);
  const last = red.at(-1)?.source;
  const told = last === undefined ? '' : `, last at line ${last.line}: "${last.quote}"`;
  return {
    code: 'success-contradicts-results',
    message: `"${claim.quote}" stands beside failures: of ${plural(about.length, 'listed test')} about it, ${red.length} had not passed when last run (${names}${told}), so at most ${about.length - red.length} / ${about.length} = ${Math.round(((about.length - red.length) / about.length) * 100)} %`,
    weight: 'contradiction',
    evidence: evidenceOf([...red.map(({ source }) => source), claim]),
  };
}
