import { changeInWords, decisionInWords, isTroubled } from '#domain/loop-round-words.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import { loopReport } from '#domain/loop-report.ts';
import { loopInWords, reasonOfLoop, roundOf, statusOfLoop } from '#domain/loop-words.ts';
import { isLoopActive, type ChangeRecord, type Loop, type LoopRound, type LoopStepRecord } from '#domain/loop.ts';
import { note, type Line, type Reply, type Section, type Span } from '#domain/reply.ts';
import { versionsInWords } from '#domain/short-version.ts';

import type { Telling, TellingContent } from './telling.ts';

/** What a loop's thread needs besides its facts. */
export interface LoopThread {
  /** Round → the file with the output of its command, once that has ended. */
  readonly outputs: ReadonlyMap<number, string>;
  /** Suite → what Slack calls its owner, and what its failure costs; of what was red when the loop ended. */
  readonly owners: ReadonlyMap<string, SuiteOwner>;
  /** Round → how it differs from the one before, in words. */
  readonly comparisons: ReadonlyMap<number, readonly Section[]>;
}

export interface SuiteOwner {
  readonly owner?: string | undefined;
  readonly impact?: string | undefined;
}

interface Below {
  readonly name: string;
  readonly content: TellingContent;
}

const mostOwners = 8;

/** All that a loop wants to be told, in the order of telling: the root first. Empty without a place. */
export function tellingsOfLoop(loop: Loop, facts: LoopFacts, thread: LoopThread): readonly Telling[] {
  const { id, place } = loop;
  if (place === undefined) return [];
  const rootKey = `${id}/root`;
  const root: Telling = {
    key: rootKey,
    place,
    weight: isLoopActive(loop) ? 'passing' : 'last',
    content: { kind: 'kept', reply: loopReport(loop, facts) },
  };
  const below = [...loop.rounds.flatMap((round) => roundBelow(round, loop, thread)), ...endBelow(loop, facts, thread)];
  return [
    root,
    ...below.map(({ name, content }): Telling => ({
      key: `${id}/${name}`,
      under: rootKey,
      place,
      weight: 'last',
      content,
    })),
  ];
}

/** Only what has ended and matters: that a step began stands in the root. */
function roundBelow(round: LoopRound, loop: Loop, { outputs, comparisons }: LoopThread): readonly Below[] {
  const { number, change, decision } = round;
  const output = outputs.get(number);
  return [
    ...stepBelow(round, 'preflight'),
    ...(change?.endedAt === undefined ? [] : [once(`${number}-change`, changeReply(round, change))]),
    ...(output === undefined || change === undefined ? [] : [outputFile(round, change, { loop, path: output })]),
    ...(['version', 'stability', 'probes'] as const).flatMap((step) => stepBelow(round, step)),
    // What ends the loop is told with its end.
    ...(decision === undefined || decision.kind === 'green' || decision.kind === 'stop'
      ? []
      : [once(`${number}-decided`, decidedReply(round, comparisons.get(number) ?? []))]),
  ];
}

/** That all is well is told of the gate alone: it is what a person waits for. */
function stepBelow({ number, steps, intended, versionsAfter }: LoopRound, name: LoopStepRecord['step']): Below[] {
  const step = steps.findLast((each) => each.step === name);
  if (step?.endedAt === undefined) return [];
  const isTold = step.state === 'failed' || (name === 'version' && step.state === 'passed');
  if (!isTold) return [];
  const versions = Object.keys(versionsAfter).length === 0 ? [] : [`runs ${versionsInWords(versionsAfter)}`];
  const wanted = intended === undefined ? [] : [`intended ${intended}`];
  const aside: Section = { kind: 'aside', line: [[...wanted, ...versions].join(' · ')] };
  const label = name === 'version' ? 'version gate' : name;
  const headline = `Round ${number}, ${label} ${step.state === 'failed' ? 'FAILED' : 'passed'}: ${step.says}`;
  return [once(`${number}-${name}`, note(headline, ...(name === 'version' ? [aside] : [])))];
}

/** With the newest lines where it failed; all of it is in the file. */
function changeReply(round: LoopRound, change: ChangeRecord): Reply {
  const { versionsBefore, versionsAfter, number } = round;
  const isBad = change.state !== 'passed';
  const tail = change.tail.join('\n');
  const versions = `${versionsInWords(versionsBefore)} → ${versionsInWords(versionsAfter)}`;
  return note(
    `Round ${number}: ${changeInWords(round) ?? ''}`,
    { kind: 'text', line: [{ kind: 'code', text: change.command.join(' ') }] },
    ...(isBad && tail !== '' ? [{ kind: 'code', text: tail } as const] : []),
    ...(Object.keys(versionsAfter).length === 0 ? [] : [{ kind: 'aside', line: [versions] } as const]),
  );
}

function outputFile(
  { number }: LoopRound,
  { name }: ChangeRecord,
  { loop, path }: { readonly loop: Loop; readonly path: string },
): Below {
  const title = `Output of ${name === 'deploy' ? 'the deploy' : `the repair "${name}"`} in round ${number} of ${loop.id}`;
  const content = { kind: 'file', name: `${loop.id}-round-${number}-output.log`, title, path } as const;
  return { name: `${number}-output`, content };
}

function decidedReply({ number, decision }: LoopRound, comparison: readonly Section[]): Reply {
  const words = decision === undefined ? 'ended' : decisionInWords(decision);
  return note(`Round ${number}: ${words}`, ...comparison);
}

/** How it ended; who owns what is red is called here, once. */
function endBelow(loop: Loop, facts: LoopFacts, { owners }: LoopThread): readonly Below[] {
  if (isLoopActive(loop)) return [];
  const reason = reasonOfLoop(loop);
  const called = loop.state === 'red' ? ownerSections(loop, facts, owners) : [];
  const reply: Reply = {
    ...note(loopInWords(loop, facts), ...(reason === undefined ? [] : [text([reason])]), ...called),
    status: called.length > 0 ? statusOfLoop(loop) : 'note',
  };
  return [once('ended', reply)];
}

function ownerSections(loop: Loop, facts: LoopFacts, owners: LoopThread['owners']): readonly Section[] {
  const lines = redSuites(loop, facts).flatMap((suite): readonly Line[] => {
    const { owner, impact } = owners.get(suite) ?? {};
    if (owner === undefined && impact === undefined) return [];
    const person: readonly Span[] = owner === undefined ? ['no owner'] : ['owner ', { kind: 'person', id: owner }];
    return [[{ kind: 'code', text: suite }, ' is red: ', ...person, impact === undefined ? '' : ` · impact ${impact}`]];
  });
  const more = lines.length - mostOwners;
  if (lines.length === 0) return [];
  return [{ kind: 'list', items: more > 0 ? [...lines.slice(0, mostOwners), [`and ${more} more`]] : lines }];
}

/** Suites whose run of the last round failed. */
export function redSuites(loop: Loop, { runs }: LoopFacts): readonly string[] {
  const last = roundOf(loop)?.runs.flatMap((id) => runs.get(id) ?? []) ?? [];
  return last.filter((run) => isTroubled(run) && run.state !== 'passed').map(({ suite }) => suite);
}

function once(name: string, reply: Reply): Below {
  return { name, content: { kind: 'once', reply } };
}

function text(line: Line): Section {
  return { kind: 'text', line };
}
