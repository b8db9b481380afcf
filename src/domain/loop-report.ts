import { formatDuration } from './duration.ts';
import { clockOf } from './incident-words.ts';
import type { LoopFacts } from './loop-facts.ts';
import { roundInBrief, roundLine } from './loop-round-words.ts';
import { loopInWords, reasonOfLoop, roundOf, statusOfLoop, stepUnderWay } from './loop-words.ts';
import { isLoopActive, type Loop } from './loop.ts';
import type { Action, Line, Reply, Section } from './reply.ts';
import { versionsInWords } from './short-version.ts';

/** The newest rounds are told in full. */
const wholeRounds = 6;
const shownSuites = 8;

/** All of a loop that its root message shows, in whatever state it is. */
export function loopReport(loop: Loop, facts: LoopFacts): Reply {
  return {
    headline: loopInWords(loop, facts),
    status: statusOfLoop(loop),
    sections: [
      ...reasonSections(loop),
      ...waitingSections(loop, facts),
      ...roundSections(loop, facts),
      ...stoppingSections(loop),
      asideOf(loop, facts),
    ],
    actions: loopActions(loop),
    audience: 'everyone',
  };
}

/** What can be asked or done next. */
export function loopActions(loop: Loop): readonly Action[] {
  const { id, environment, stopRequestedBy } = loop;
  const show: Action = { label: 'Show', words: ['show', id] };
  if (!isLoopActive(loop)) return [...again(loop), show];
  const confirm = `Stop ${id} on ${environment}? What it runs is ended, and the environment is unlocked.`;
  const stop: Action = { label: 'Stop', words: ['stop', id], style: 'danger', confirm };
  return stopRequestedBy === undefined ? [stop, show] : [show];
}

/** Names that are no plain words stay out of buttons. */
function again({ suites, environment, deploys, mostRounds }: Loop): readonly Action[] {
  const without = deploys ? [] : ['without', 'deploy'];
  const words = ['loop', ...suites, 'on', environment, 'max', String(mostRounds), ...without];
  const areWords = words.every((word) => /^[\w.-]{1,64}$/u.test(word)) && words.join(' ').length <= 1_500;
  return areWords ? [{ label: 'Loop again', words, confirm: `Loop again on ${environment}?` }] : [];
}

function reasonSections(loop: Loop): readonly Section[] {
  const reason = isLoopActive(loop) ? undefined : reasonOfLoop(loop);
  return reason === undefined ? [] : [text([reason])];
}

function waitingSections({ state }: Loop, { approval, approvalLink }: LoopFacts): readonly Section[] {
  if (state !== 'waiting' || approval === undefined) return [];
  const { id, asks, requestedBy, expiresAt } = approval;
  const who = asks === 'four-eyes' ? `somebody other than ${requestedBy.name}` : 'somebody who may approve';
  const card: Line =
    approvalLink === undefined ? [{ kind: 'code', text: id }] : [{ kind: 'link', text: id, url: approvalLink }];
  return [text([`Waits until ${clockOf(expiresAt)} for ${who}: see `, ...card])];
}

function roundSections(loop: Loop, facts: LoopFacts): readonly Section[] {
  const { rounds } = loop;
  if (rounds.length === 0) return [];
  const first = Math.max(0, rounds.length - wholeRounds);
  const brief = rounds.slice(0, first).map(roundInBrief);
  const whole = rounds.slice(first).map((round) => roundLine(round, loop, facts));
  return [{ kind: 'list', items: [...brief, ...whole] }];
}

function stoppingSections(loop: Loop): readonly Section[] {
  const { stopRequestedBy } = loop;
  return stopRequestedBy === undefined || !isLoopActive(loop)
    ? []
    : [text([`Stopping, asked for by ${stopRequestedBy.name}`])];
}

/** Who asked, for what, within which bounds, against which versions. A name, no mention: the person knows. */
function asideOf(loop: Loop, { now }: LoopFacts): Section {
  const { id, suites, requestedBy, mostRounds, mostMs, deploys, startedAt, endedAt } = loop;
  const round = roundOf(loop);
  const after = Object.keys(round?.versionsAfter ?? {}).length === 0 ? round?.versionsBefore : round?.versionsAfter;
  const more = suites.length - shownSuites;
  const step = stepUnderWay(round);
  const parts = [
    id,
    `${suites.slice(0, shownSuites).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    deploys ? undefined : 'without deploy',
    `at most ${mostRounds} ${mostRounds === 1 ? 'round' : 'rounds'} and ${formatDuration(mostMs)}`,
    `asked for by ${requestedBy.name}`,
    startedAt === undefined ? undefined : `began ${clockOf(startedAt)}`,
    endedAt === undefined && step !== undefined ? `as of ${clockOf(now.toISOString())}` : undefined,
    after === undefined || Object.keys(after).length === 0 ? undefined : versionsInWords(after),
  ];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}

function text(line: Line): Section {
  return { kind: 'text', line };
}
