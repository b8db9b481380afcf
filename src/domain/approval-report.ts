import { isApprovalActive, type Approval, type ApprovalCard } from './approval.ts';
import { actionInWords } from './approval-words.ts';
import { cut } from './cut.ts';
import { clockOf } from './incident-words.ts';
import type { Action, Line, Reply, Section, Span, Status } from './reply.ts';
import { shortVersion, versionsInWords } from './short-version.ts';

const shownChanges = 10;
const shownIncidents = 8;
const longestSaying = 300;
const longestCommand = 1_500;
const shownServices = 12;

/** One sentence that says all by itself, in whatever state it is. */
export function approvalInWords(approval: Approval): string {
  const { card, environment, requestedBy, decidedBy, reason, expiresAt } = approval;
  const what = `${actionInWords(card)} on ${environment}`;
  const why = reason === undefined ? '' : `: ${cut(reason, longestSaying)}`;
  switch (approval.state) {
    case 'waiting':
      return `Approve ${what}? Asked for by ${requestedBy.name}, until ${clockOf(expiresAt)}`;
    case 'approved':
      return `${decidedBy?.name ?? 'Somebody'} approved ${what}`;
    case 'refused':
      return `${decidedBy?.name ?? 'Somebody'} refused ${what}${why}`;
    case 'expired':
      return `Nobody approved ${what} by ${clockOf(expiresAt)}`;
    case 'withdrawn':
      return `${capitalised(what)} is not asked for any more${why}`;
  }
}

/** What will run where, from which version to which, and what is known that speaks for or against it. `approvers` are mentioned. */
export function approvalReport(approval: Approval, approvers: readonly string[] = []): Reply {
  const { card, state } = approval;
  const isWaiting = isApprovalActive(approval);
  return {
    headline: approvalInWords(approval),
    status: statusOfApproval(state),
    sections: [
      { kind: 'facts', facts: factsOf(approval) },
      ...(isWaiting ? listed('Changed since the last green run', card.changes, shownChanges) : []),
      ...(isWaiting ? listed('Open incidents', card.incidents, shownIncidents) : []),
      ...(isWaiting ? whoSections(approval, approvers) : []),
      asideOf(approval),
    ],
    actions: isWaiting ? approvalActions(approval) : [],
    audience: 'everyone',
    json: { approval },
  };
}

function statusOfApproval(state: Approval['state']): Status {
  switch (state) {
    case 'waiting':
      return 'queued';
    case 'approved':
      return 'note';
    case 'refused':
    case 'expired':
    case 'withdrawn':
      return 'stopped';
  }
}

function approvalActions({ id, card, environment, loop }: Approval): readonly Action[] {
  return [
    {
      label: 'Approve',
      words: ['approve', id],
      style: 'primary',
      confirm: `Agree to ${actionInWords(card)} on ${environment} for ${loop}, exactly as the card shows it?`,
    },
    // Asks for the reason, and can be left there.
    { label: 'Refuse', words: ['refuse', id], style: 'danger' },
  ];
}

function factsOf({ card, environment, expiresAt, requestedBy, loop, round }: Approval) {
  const facts: readonly (readonly [string, Line | undefined])[] = [
    ['Runs', runsLine(card)],
    ['On', [environment, ...(card.cwd === undefined ? [] : [`, in the folder ${cut(card.cwd, longestSaying)}`])]],
    ['Version', card.command.length === 0 ? undefined : [versionChange(card)]],
    ['Runs now', card.command.length === 0 ? [versionsInWords(card.versionsFrom)] : undefined],
    ['Asked for by', [`${requestedBy.name}, for round ${round} of ${loop}`]],
    ['Until', [clockOf(expiresAt)]],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

/** The old build is there already: nothing is run to keep it. */
function runsLine({ command }: ApprovalCard): Line {
  if (command.length === 0) return ['nothing: the deploy failed, and the suites would test what was there before it'];
  return [{ kind: 'code', text: cut(commandInWords(command), longestCommand) }];
}

/** argv, as it would be typed. */
function commandInWords(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}

/** Services that run one version are told together. */
function versionChange({ versionsFrom, versionTo }: ApprovalCard): string {
  const to = versionTo === undefined ? 'not said' : cut(shortVersion(versionTo), 40);
  const entries = Object.entries(versionsFrom).slice(0, shownServices);
  const [first, ...others] = new Set(entries.map(([, version]) => version));
  const same = first !== undefined && others.length === 0 && entries.length > 1;
  const from = same ? `${cut(shortVersion(first), 40)} (${entries.length} services)` : versionsInWords(versionsFrom);
  return `${from} → ${to}`;
}

function listed(title: string, sayings: readonly string[], most: number): readonly Section[] {
  if (sayings.length === 0) return [{ kind: 'text', line: [{ kind: 'strong', text: title }, ' none known'] }];
  const items = sayings.slice(0, most).map((each): Line => [cut(each, longestSaying)]);
  const more = sayings.length - items.length;
  return [
    { kind: 'text', line: [{ kind: 'strong', text: title }] },
    { kind: 'list', items: more > 0 ? [...items, [`and ${more} more`]] : items },
  ];
}

function whoSections({ asks, requestedBy }: Approval, approvers: readonly string[]): readonly Section[] {
  const eyes = asks === 'four-eyes' ? [`Somebody other than ${requestedBy.name} must agree. `] : [];
  const people = approvers.flatMap((id, index): readonly Span[] => [index === 0 ? '' : ', ', { kind: 'person', id }]);
  const may = people.length === 0 ? [] : ['May approve: ', ...people.filter((span) => span !== '')];
  return eyes.length + may.length === 0 ? [] : [{ kind: 'text', line: [...eyes, ...may] }];
}

function asideOf({ id, loop, decidedAt }: Approval): Section {
  const when = decidedAt === undefined ? [] : [`decided ${clockOf(decidedAt)}`];
  return { kind: 'aside', line: [[id, `of ${loop}`, ...when].join(' · ')] };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
