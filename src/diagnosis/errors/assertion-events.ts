import type { PartialFacts } from './failure-facts.ts';

/** A type of an event: `agent_started`, `tool.completed`. A word alone could be anything, one with hyphens and numbers an id. */
const event = String.raw`[a-z][a-z0-9]{1,30}(?:[_.:][a-z0-9]{1,30}|-[a-z]{2,30}(?![a-z]*-?\d)){1,5}`;
/** In quotes, perhaps with its number: `'4 tool_completed'`. */
const quoted = new RegExp(String.raw`['"](?:\d{1,4}[ .:)]{1,2})?(${event})['"]`, 'gu');

/** What an assertion says of events: one that did not come, or another order. */
export function readEvents(message: string): PartialFacts {
  const text = message.slice(0, 8_000);
  const missing = inWords(text) ?? inPytestDiff(text) ?? inNodeDiff(text);
  return missing ?? {};
}

function inWords(text: string): PartialFacts | undefined {
  const waited = new RegExp(
    String.raw`\b(?:no|missing|never (?:got|received|saw)|did not (?:get|receive|see)|timed out waiting for|waiting for|not received:?|lacks?)(?: the)?(?: events?)?:? ?[[{(]?['"]?(${event})['"]?`,
    'iu',
  ).exec(text)?.[1];
  if (waited !== undefined && !/^(?:no|event)_/u.test(waited)) return { missingEvent: waited };
  const behind = new RegExp(String.raw`\bevent ['"]?(${event})['"]? (?:is missing|was not|never|did not)`, 'iu').exec(
    text,
  )?.[1];
  if (behind !== undefined) return { missingEvent: behind };
  const notIn = new RegExp(String.raw`^(?:AssertionError: )?assert ['"](${event})['"] in `, 'mu').exec(text)?.[1];
  if (notIn !== undefined) return { missingEvent: notIn };
  return /\bevents? (?:are |came |arrived )?(?:out of|in (?:the )?wrong|not in) order\b|\bwrong order of events\b/iu.test(
    text,
  )
    ? { eventOrder: true }
    : undefined;
}

/** `assert [seen] == [expected]`, cut or whole; the lines below it say where they differ. */
function inPytestDiff(text: string): PartialFacts | undefined {
  const [, left = '', right = ''] = /\bAt index \d{1,5} diff: ([^\n]{1,300}?) != ([^\n]{1,300})/u.exec(text) ?? [];
  const [[got], [wanted]] = [eventsIn(left), eventsIn(right)];
  const more = /\b(Left|Right) contains (?:one|\d{1,5}) more items?(?:, first extra item)?: ([^\n]{1,300})/u.exec(text);
  const lists = listsIn(text);
  if (lists !== undefined) return compare(lists.left, lists.right);
  // One name spelled in two ways is nothing that came too early.
  if (wanted !== undefined && got !== undefined && more === null)
    return wanted.startsWith(got) || got.startsWith(wanted) ? undefined : { eventOrder: true };
  if (wanted !== undefined && got !== undefined) return more?.[1] === 'Right' ? { missingEvent: wanted } : undefined;
  const [extra] = eventsIn(more?.[2] ?? '');
  return more?.[1] === 'Right' && extra !== undefined ? { missingEvent: extra } : undefined;
}

/** Only lists that are printed whole. */
function listsIn(text: string): { readonly left: readonly string[]; readonly right: readonly string[] } | undefined {
  const [, left, right] = /\bassert \[([^[\]\n]{0,1500})\] == \[([^[\]\n]{0,1500})\]/u.exec(text) ?? [];
  if (left === undefined || right === undefined || `${left}${right}`.includes('...')) return undefined;
  const lists = { left: eventsIn(left), right: eventsIn(right) };
  return lists.right.length < 2 ? undefined : lists;
}

function eventsIn(list: string): readonly string[] {
  return [...list.matchAll(quoted)].slice(0, 200).map(([, name = '']) => name);
}

function compare(seen: readonly string[], wanted: readonly string[]): PartialFacts | undefined {
  const missing = wanted.find((name) => countOf(name, seen) < countOf(name, wanted));
  if (missing !== undefined) return { missingEvent: missing };
  return seen.length === wanted.length && seen.some((name, index) => name !== wanted[index])
    ? { eventOrder: true }
    : undefined;
}

function countOf(name: string, list: readonly string[]): number {
  return list.filter((each) => each === name).length;
}

/** `+ actual - expected`: what has a minus did not come, unless it came elsewhere. */
function inNodeDiff(text: string): PartialFacts | undefined {
  if (!text.includes('+ actual - expected')) return undefined;
  const lines = text.split('\n').slice(0, 400);
  const signed = (sign: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(sign) ? elementIn(line) : []));
  const [came, wanted] = [signed('+'), signed('-')];
  const missing = wanted.find((name) => !came.includes(name));
  if (missing !== undefined) return { missingEvent: missing };
  return wanted.length > 0 ? { eventOrder: true } : undefined;
}

/** An element of a list, or the type of an event; any other property is none. */
const element = new RegExp(String.raw`^[+-]\s{0,40}(?:type: )?['"](?:\d{1,4}[ .:)]{1,2})?(${event})['"],?$`, 'u');

function elementIn(line: string): readonly string[] {
  const name = element.exec(line.slice(0, 200))?.[1];
  return name === undefined ? [] : [name];
}
