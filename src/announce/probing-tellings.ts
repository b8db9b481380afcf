import { evidenceOf, resultsTable } from '#domain/probe-sections.ts';
import { resultInWords } from '#domain/probe-words.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import { resultsToTell } from '#domain/probing-words.ts';
import { note, type Reply, type Section } from '#domain/reply.ts';

import { isInThread, probingReply } from './probing-reply.ts';
import type { Telling } from './telling.ts';

/** The ladders that a thread holds; `show` has the others. */
const shownLadders = 10;

/** All that a probing wants to be told, in the order of telling: the root first. Empty without a place. */
export function tellingsOfProbing(probing: Probing): readonly Telling[] {
  const { id, place } = probing;
  if (place === undefined) return [];
  const rootKey = `${id}/root`;
  const root: Telling = {
    key: rootKey,
    under: probing.partOf === undefined ? undefined : `${probing.partOf}/root`,
    place,
    weight: isProbingActive(probing) ? 'passing' : 'last',
    content: { kind: 'kept', reply: probingReply(probing) },
  };
  const isWell = probing.counts.down + probing.counts.unknown === 0;
  // In the thread of a loop only what is amiss is shown.
  const isQuiet = !isInThread(probing) || (probing.partOf !== undefined && isWell);
  const below = isProbingActive(probing) || isQuiet ? [] : threadOf(probing);
  const thread = below.map(({ name, reply }): Telling => ({
    key: `${id}/${name}`,
    under: rootKey,
    place,
    weight: 'last',
    content: { kind: 'once', reply },
  }));
  return [root, ...thread];
}

interface Below {
  readonly name: string;
  readonly reply: Reply;
}

function threadOf({ results, id }: Probing): readonly Below[] {
  const bad = results.filter(({ standing }) => standing !== 'up');
  const ladders = bad.slice(0, shownLadders).map((result, index): Below => ({
    name: `ladder-${index + 1}`,
    reply: ladderReply(result),
  }));
  if (results.length === 0) return ladders;
  const more = bad.length > shownLadders ? `, with more ladders in "show ${id}"` : '';
  const well = resultsToTell(results).filter(({ standing }) => standing === 'up');
  const table = note(`What each endpoint answered${more}`, ...resultsTable(results), ...well.flatMap(ladderSections));
  return [...ladders, { name: 'all', reply: table }];
}

function ladderSections(result: ProbeResult): readonly Section[] {
  return [{ kind: 'text', line: [{ kind: 'strong', text: resultInWords(result) }] }, ...evidenceOf(result)];
}

function ladderReply(result: ProbeResult): Reply {
  return note(resultInWords(result), ...evidenceOf(result));
}
