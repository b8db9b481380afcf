import type { Reply } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { statusOf } from '#domain/run-words.ts';

import type { RunFacts } from './run-facts.ts';
import { runReply } from './run-reply.ts';
import type { Telling, TellingContent } from './telling.ts';
import { comparedReply, endedReply, failuresFileName, failuresReply, startedReply } from './thread-replies.ts';

/** All that a run wants to be told, in the order of telling: the root first. Empty for a run without a place. */
export function tellingsOf(run: Run, facts: RunFacts): readonly Telling[] {
  const { place } = run;
  if (place === undefined) return [];
  const rootKey = `${run.id}/root`;
  const root: Telling = {
    key: rootKey,
    under: run.partOf === undefined ? undefined : `${run.partOf}/root`,
    place,
    weight: isActive(run) ? 'passing' : 'last',
    content: { kind: 'kept', reply: runReply(run, facts) },
  };
  const contents = run.partOf === undefined ? threadContents(run, facts) : quietContents(run, facts);
  const thread = contents.map(([name, content]): Telling => ({
    key: `${run.id}/${name}`,
    under: rootKey,
    place,
    weight: 'last',
    content,
  }));
  return [root, ...thread];
}

function threadContents(run: Run, facts: RunFacts): readonly (readonly [string, TellingContent])[] {
  const started = once('started', startedReply(run));
  if (isActive(run)) return started;
  return [...started, ...once('ended', endedReply(run, facts)), ...evidenceOf(run, facts)];
}

/** In the thread of a loop its message says by itself how it went: only what failed is shown. */
function quietContents(run: Run, facts: RunFacts): readonly (readonly [string, TellingContent])[] {
  return isActive(run) || statusOf(run) !== 'failed' ? [] : evidenceOf(run, facts);
}

function evidenceOf(run: Run, facts: RunFacts): readonly (readonly [string, TellingContent])[] {
  return [
    ...once('failures', failuresReply(run, facts)),
    ...once('compared', comparedReply(facts)),
    ...file('failures-file', facts.failuresFile?.path, {
      name: failuresFileName(run),
      title: `All failures of ${run.id}`,
    }),
    ...file('log', facts.log?.path, { name: `${run.id}-output.log`, title: `Full log of ${run.id}` }),
  ];
}

function once(name: string, reply: Reply | undefined): readonly (readonly [string, TellingContent])[] {
  return reply === undefined ? [] : [[name, { kind: 'once', reply }]];
}

function file(
  name: string,
  path: string | undefined,
  names: { readonly name: string; readonly title: string },
): readonly (readonly [string, TellingContent])[] {
  return path === undefined ? [] : [[name, { kind: 'file', path, ...names }]];
}
