import type { Command, CommandContext } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import { formatDuration } from '#domain/duration.ts';
import type { Action, Line, Reply, Section } from '#domain/reply.ts';
import { runDocument } from '#domain/run-document.ts';
import { isActive, type Run } from '#domain/run.ts';
import { runInWords, selectionInWords, statusOf } from '#domain/run-words.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';
import { isProbingId } from '#probes/probing-target.ts';
import { readLastLines } from '#suites/read-run-log.ts';

import { isApprovalId } from './find-approval.ts';
import { isIncidentId } from './find-incident.ts';
import { findRun, runWord } from './find-run.ts';
import { isAuditWord, showAudit } from './show-audit.ts';
import { isInquiryWord, showInquiry } from './show-inquiry.ts';
import { showIncident } from './show-incident.ts';
import { isLoopWord, showApproval, showLoop } from './show-loop.ts';
import { showProbing } from './show-probing.ts';

const usage = 'show <run|probe|incident|inquiry|loop|approval|audit>';
const shownTests = 15;
const shownLines = 25;
const maxMessage = 300;

export const showCommand: Command<{ readonly run: string }> = {
  name: 'show',
  usage,
  summary: 'Show one run: its facts, its failed tests and the end of its log; or what else has an id',
  permission: 'read',
  parse: (words) => ({ run: runWord(readWords(words, { usage, plain: 1 }).plain, usage) }),
  async run(input, context) {
    const other = others.find(({ isMeant }) => isMeant(input.run));
    if (other !== undefined) return other.show(input.run, context);
    const { store, now } = context;
    const run = await findRun(input.run, store);
    const [tests, lines] = await Promise.all([
      store.runs.tests(run.id),
      readLastLines(store.runs.folder(run.id), shownLines),
    ]);
    return showReply(run, { tests, lines, now: now() });
  },
};

interface Other {
  readonly isMeant: (word: string) => boolean;
  readonly show: (word: string, context: CommandContext) => Promise<Reply>;
}

/** What is no run: each has ids of its own. */
const others: readonly Other[] = [
  { isMeant: isProbingId, show: showProbing },
  { isMeant: isIncidentId, show: showIncident },
  { isMeant: isInquiryWord, show: showInquiry },
  { isMeant: isLoopWord, show: showLoop },
  { isMeant: isApprovalId, show: showApproval },
  { isMeant: isAuditWord, show: showAudit },
];

interface Shown {
  readonly tests: readonly TestResult[];
  readonly lines: readonly string[];
  readonly now: Date;
}

function showReply(run: Run, { tests, lines, now }: Shown): Reply {
  const red = tests.filter((test) => isRed(test.outcome));
  return {
    headline: runInWords(run, now),
    status: statusOf(run),
    sections: [
      { kind: 'facts', facts: factsOf(run, now) },
      ...listSection(red.slice(0, shownTests).map(failureLine)),
      ...(red.length > shownTests ? [aside(`… and ${red.length - shownTests} more failed tests`)] : []),
      ...listSection(run.findings.map((finding) => [`${finding.code}: ${finding.message}`])),
      ...(lines.length === 0
        ? [aside('There is no log of this run')]
        : [aside(`The last ${lines.length} lines of the log`), { kind: 'code', text: lines.join('\n') } as const]),
    ],
    actions: actionsOf(run, red.length > 0),
    json: { run: runDocument(run, tests) },
  };
}

function factsOf(run: Run, now: Date): readonly { readonly label: string; readonly value: Line }[] {
  const verdict = run.verdict === undefined ? undefined : [run.verdict, run.verdictReason].filter(Boolean).join('. ');
  const versions = Object.entries(run.versions).map(([service, version]) => `${service} ${version}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Verdict', verdict],
    ['Asked for by', `${run.requestedBy.name} ${formatAge(run.queuedAt, now)}`],
    ['Selection', selectionInWords(run.selection)],
    ['Versions', versions.length === 0 ? undefined : versions.join(', ')],
    ['Started', run.startedAt],
    ['Ended', run.endedAt],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value: [value] }]));
}

function failureLine(test: TestResult): Line {
  const message = test.failure?.message.split('\n', 1)[0]?.slice(0, maxMessage) ?? '';
  return [
    { kind: 'code', text: test.id },
    ` ${test.outcome} after ${formatDuration(test.durationMs)}`,
    message === '' ? '' : `: ${message}`,
  ];
}

function listSection(items: readonly Line[]): readonly Section[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function aside(text: string): Section {
  return { kind: 'aside', line: [text] };
}

function actionsOf(run: Run, hasRed: boolean): readonly Action[] {
  if (isActive(run)) return [{ label: 'Stop', words: ['stop', run.id], style: 'danger' }];
  return hasRed ? [{ label: 'Rerun failed', words: ['rerun', run.id] }] : [];
}
