import { formatDuration } from '#domain/duration.ts';
import { plural } from '#domain/plural.ts';
import type { Action, Line, Reply, Section, Span } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { selectionInWords, statusOf } from '#domain/run-words.ts';
import { isRed, totalOf } from '#domain/test-result.ts';

import { metNothing, redCount, type RunFacts } from './run-facts.ts';
import { runHeadline, shortName, timeWords } from './run-words.ts';

const namedFailures = 3;
const shownFindings = 5;
const shownVersions = 8;

/** The root message of a run, in whatever state it is. */
export function runReply(run: Run, facts: RunFacts): Reply {
  const sections = isActive(run) ? activeSections(run, facts) : endedSections(run, facts);
  return {
    headline: runHeadline(run, facts),
    status: run.verdict === 'invalid' && run.state === 'passed' ? 'unproven' : statusOf(run),
    sections: [...sections, aside(run, facts)],
    actions: actionsOf(run),
    audience: 'everyone',
  };
}

function activeSections(run: Run, facts: RunFacts): readonly Section[] {
  if (run.state === 'queued') return stopping(run);
  const bar: Section = { kind: 'bar', done: totalOf(run.counts), total: run.expected, red: redCount(run) };
  const test = run.latestTest === undefined ? [] : [': ', { kind: 'code', text: shortName(run.latestTest) } as const];
  const time = timeWords(run, facts);
  return [bar, ...(time === undefined ? [] : [text([time, ...test])]), ...failuresSoFar(run), ...stopping(run)];
}

function endedSections(run: Run, facts: RunFacts): readonly Section[] {
  const reason = reasonOf(run);
  const impact = facts.suite?.impact;
  const isRedRun = statusOf(run) === 'failed' && !metNothing(run);
  return [
    ...(reason === undefined ? [] : [text([reason])]),
    ...failuresSoFar(run),
    ...(facts.why === undefined ? [] : [text([{ kind: 'strong', text: 'Why' }, ` ${facts.why}`])]),
    ...(isRedRun && impact !== undefined ? [text([{ kind: 'strong', text: 'Impact' }, ` ${impact}`])] : []),
    ...findingsOf(run),
    ...linksOf(facts),
  ];
}

/** The verdict's reason, unless the headline has said it. */
function reasonOf(run: Run): string | undefined {
  if (run.state === 'interrupted') return 'Teneleven was restarted while this ran; nothing was repeated';
  if (run.state === 'passed' && run.verdict !== 'proven' && run.verdictReason === undefined) {
    return 'Nothing has shown yet that these tests reached the stack';
  }
  // That a test was red is no surprise there; that it was not is.
  const isSaid = run.state === 'failed' && run.verdict !== 'invalid' && run.selection.proves === undefined;
  return isSaid ? undefined : run.verdictReason;
}

function failuresSoFar(run: Run): readonly Section[] {
  const red = run.failures.filter((test) => isRed(test.outcome));
  if (red.length === 0) return [];
  const names = red.slice(0, namedFailures).map((test): Line => [{ kind: 'code', text: shortName(test.id) }]);
  const more = Math.max(redCount(run), red.length) - names.length;
  return [{ kind: 'list', items: more > 0 ? [...names, [`and ${more} more`]] : names }];
}

function findingsOf(run: Run): readonly Section[] {
  const said =
    run.state === 'failed' && redCount(run) === 0 ? (run.verdictReason ?? run.findings[0]?.message) : undefined;
  // Who stopped it knows why there is no report.
  const isStopped = run.state === 'cancelled';
  const findings = run.findings.filter(
    ({ code, message }) => message !== said && code !== 'interrupted' && !(isStopped && code === 'report-missing'),
  );
  if (findings.length === 0) return [];
  const lines = findings.slice(0, shownFindings).map((finding): Line => [finding.message]);
  const more = findings.length - lines.length;
  return [{ kind: 'list', items: more > 0 ? [...lines, [`and ${plural(more, 'more finding')}`]] : lines }];
}

function linksOf({ log, failuresFile }: RunFacts): readonly Section[] {
  const links: readonly (readonly [string, string | undefined])[] = [
    ['Full log', log?.permalink],
    ['All failures', failuresFile?.permalink],
  ];
  const spans = links.flatMap(([label, url]): readonly Span[] =>
    url === undefined ? [] : [{ kind: 'link', text: label, url }],
  );
  return spans.length === 0 ? [] : [text(spans.flatMap((span, index) => (index === 0 ? [span] : [' · ', span])))];
}

function stopping(run: Run): readonly Section[] {
  return run.stopRequestedBy === undefined ? [] : [text([`Stopping, asked for by ${run.stopRequestedBy.name}`])];
}

/** Who asked, for what of the suite, against which versions. A name, no mention: the person knows. */
function aside(run: Run, facts: RunFacts): Section {
  const versions = Object.entries(run.versions)
    .slice(0, shownVersions)
    .map(([service, version]) => `${service} ${shortVersion(version)}`);
  const { lastDurationMs } = facts;
  const last =
    isActive(run) || lastDurationMs === undefined ? undefined : `last time ${formatDuration(lastDurationMs)}`;
  const parts = [run.id, `asked for by ${run.requestedBy.name}`, selectionInWords(run.selection), last, ...versions];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}

/** A commit is known by its beginning. */
function shortVersion(version: string): string {
  return /^[0-9a-f]{12,64}$/u.test(version) ? version.slice(0, 8) : version;
}

function actionsOf(run: Run): readonly Action[] {
  if (isActive(run)) {
    const stop = {
      label: 'Stop',
      words: ['stop', run.id],
      style: 'danger',
      confirm: `Stop ${run.id}, ${run.suite} on ${run.environment}?`,
    } as const;
    return run.stopRequestedBy === undefined ? [stop] : [];
  }
  const rerun: readonly Action[] =
    redCount(run) > 0 ? [{ label: 'Rerun failed', words: ['rerun', run.id], style: 'primary' }] : runAgain(run);
  const why: readonly Action[] = redCount(run) > 0 ? [{ label: 'Why', words: ['why', run.id] }] : [];
  return [...rerun, ...why, { label: 'Show log', words: ['show', run.id] }];
}

/** Of a part of the suite the whole: its keyword is somebody's text and stays out of buttons. */
function runAgain(run: Run): readonly Action[] {
  const words = ['run', run.suite, 'on', run.environment];
  if (words.some((word) => !/^[\w.:/-]+$/u.test(word))) return [];
  return [{ label: selectionInWords(run.selection) === undefined ? 'Run again' : 'Run whole suite', words }];
}

function text(line: Line): Section {
  return { kind: 'text', line };
}
