import { testsWith, toldChanges, type Comparison, type TestChange } from './comparison.ts';
import {
  changedCloses,
  changedProbes,
  changeInWords,
  closeInWords,
  comparisonInWords,
  countsOfChanges,
  durationsInWords,
  settingsInWords,
  shortTestName,
  standingWords,
  summaryInWords,
} from './comparison-words.ts';
import type { Line, Reply, Section } from './reply.ts';
import { shortVersion } from './short-version.ts';

const namedTests = 10;
const shownVersions = 8;
const shownEndpoints = 12;
const shownCloses = 6;

/** One message: what became of the tests in words, what matters first, then one table of all else. */
export function comparisonReport(comparison: Comparison): Reply {
  const { before, after, remarks } = comparison;
  return {
    headline: `${before.id} → ${after.id}: ${headWords(comparison)}`,
    status: 'note',
    sections: [
      ...list(remarks.map((remark): Line => [{ kind: 'strong', text: 'Mind' }, ` ${remark}`])),
      ...list(testLines(comparison)),
      ...list(otherWords(comparison).map((words): Line => [words])),
      tableOf(comparison),
    ],
    actions: [],
    json: { comparison },
  };
}

/** What the thread of a loop or of a run says: one paragraph. */
export function comparisonSection(comparison: Comparison, heading: string): Section {
  return { kind: 'text', line: [{ kind: 'strong', text: heading }, ` ${comparisonInWords(comparison)}`] };
}

function headWords(comparison: Comparison): string {
  return comparison.isSameFailure
    ? `the same failed in the same way, ${countsOfChanges(comparison)}`
    : countsOfChanges(comparison);
}

function testLines(comparison: Comparison): readonly Line[] {
  return toldChanges.flatMap((change): readonly Line[] => {
    const tests = testsWith(comparison, change);
    if (tests.length === 0) return [];
    const names = tests.slice(0, namedTests).map(({ id, wasRed, isOther }) => {
      const remark =
        isOther === true ? ' (another message)' : isHidden(change) && wasRed ? ' (was red: not fixed)' : '';
      return `${shortTestName(id)}${remark}`;
    });
    const more = tests.length - names.length;
    const rest = more > 0 ? ` and ${more} more` : '';
    return [[{ kind: 'strong', text: `${tests.length} ${changeInWords(change)}` }, `: ${names.join(', ')}${rest}`]];
  });
}

/** A red test that is not there any more was not mended. */
function isHidden(change: TestChange): boolean {
  return change === 'no-longer-run' || change === 'not-run' || change === 'removed';
}

function otherWords(comparison: Comparison): readonly string[] {
  const { onlyBefore, onlyAfter, before, after } = comparison;
  return [
    ...settingsInWords(comparison),
    ...comparison.suites.flatMap(({ durations }) => durationsInWords(durations)),
    ...(onlyBefore.length === 0 ? [] : [`only ${before.id} ran ${onlyBefore.join(', ')}`]),
    ...(onlyAfter.length === 0 ? [] : [`only ${after.id} ran ${onlyAfter.join(', ')}`]),
  ];
}

function tableOf(comparison: Comparison): Section {
  const { before, after, suites, versions } = comparison;
  return {
    kind: 'table',
    columns: ['', before.id, after.id],
    rows: [
      ['state', before.state, after.state],
      ...(before.environment === after.environment ? [] : [['environment', before.environment, after.environment]]),
      ...suites.map((each) => [each.suite, summaryInWords(each.before), summaryInWords(each.after)]),
      ...versions
        .slice(0, shownVersions)
        .map(({ name, before: one = 'not known', after: other = 'not known' }) => [
          `version of ${name}`,
          shortVersion(one),
          shortVersion(other),
        ]),
      ...probeRows(comparison),
      ...changedCloses(comparison).slice(0, shownCloses).map(closeRow),
      settingsRow(comparison),
    ],
  };
}

function probeRows(comparison: Comparison): readonly (readonly string[])[] {
  const changed = changedProbes(comparison).slice(0, shownEndpoints);
  const same = comparison.probes.length - changed.length;
  if (comparison.probes.length === 0) return [['probes', 'not probed', 'not probed']];
  return [
    ...changed.map(({ endpoint, before, after, beforeMs, afterMs }) => [
      endpoint,
      standingWords(before, beforeMs),
      standingWords(after, afterMs),
    ]),
    ...(same > 0 ? [[`${same} ${changed.length > 0 ? 'more ' : ''}endpoints`, 'unchanged', 'unchanged']] : []),
  ];
}

function closeRow(change: Comparison['closes'][number]): readonly string[] {
  const [name = ''] = closeInWords(change).split(': ');
  return [name, `${change.before}`, `${change.after}`];
}

function settingsRow({ settings }: Comparison): readonly string[] {
  if (settings === undefined) return ['settings', 'not compared', 'no audit of both'];
  const { audits, changed, added, removed, same } = settings;
  const differing = changed.length + added.length + removed.length;
  return ['settings', audits[0], `${audits[1]}: ${differing} differ, ${same} the same`];
}

function list(items: readonly Line[]): readonly Section[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
