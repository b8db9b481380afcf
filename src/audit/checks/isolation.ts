import type { Check, Judged, Seen } from '../check.ts';
import { keptCharacters, type Evidence, type Look } from '../evidence.ts';
import { foreignTexts, type Foreign } from '../foreign-addresses.ts';
import { entriesOf, listed, seenByProbe, seenInFile, seenInProcess } from '../seen.ts';
import { placeOf } from '../settings/settings-file.ts';
import { addressesOf, variablesInUse } from '../settings-in-use.ts';
import { seenAt } from './domains-in-use.ts';

/** No address of another environment, and nothing that is forbidden, stands in the settings or in what services answer. */
export const isolation: Check = {
  name: 'isolation',
  section: 'isolation',
  judge: (evidence) => {
    const foreign = foreignTexts(evidence);
    if (foreign.length === 0) return [];
    const places = placesOf(evidence);
    const found = places.flatMap((place) => leaksIn(place, foreign));
    return [...found, ...unasked(evidence), ...(found.length === 0 ? [isolated(foreign, places)] : [])];
  },
};

interface Place {
  readonly where: string;
  readonly text: string;
  readonly seen: Seen;
}

function placesOf(evidence: Evidence): readonly Place[] {
  const { environment, variables, now } = evidence;
  const names = new Set([...environment.audit.required, ...variablesInUse(environment).keys()]);
  const at = now.toISOString();
  return [
    ...addressesOf(environment, variables).map(({ key, url }) => ({
      where: key,
      text: url.href,
      seen: seenAt(key, url, at),
    })),
    ...[...names].flatMap((name) => {
      const text = variables[name];
      return text === undefined
        ? []
        : [{ where: `${name} in this process`, text, seen: seenInProcess(name, evidence) }];
    }),
    ...entriesOf(evidence).map((placed) => ({
      where: `${placed.entry.name} (${placeOf(placed.file, placed.entry)})`,
      text: placed.entry.value,
      seen: seenInFile(placed, evidence),
    })),
    ...evidence.looks.flatMap((look) => answerOf(look)),
  ];
}

function answerOf(look: Look): readonly Place[] {
  const { purpose, endpoint, result } = look;
  if (purpose !== 'plain' || result.http?.status === undefined) return [];
  const { status, body = '', headers, bodyBytes } = result.http;
  const says = `${endpoint} answered ${status} with ${bodyBytes} bytes`;
  const text = `${headers['location'] ?? ''}\n${body}`;
  return [
    {
      where: `the answer of ${endpoint}`,
      text,
      seen: seenByProbe(look, { fact: 'audit.answer', value: status, says }),
    },
  ];
}

function leaksIn({ where, text, seen }: Place, foreign: readonly Foreign[]): readonly Judged[] {
  const found = foreign.filter(({ pattern }) => pattern.test(text));
  if (found.length === 0) return [];
  const names = found.map((each) =>
    each.environment === undefined ? `${each.text} (forbidden)` : `${each.text} (${each.environment})`,
  );
  return [
    {
      id: `isolation/${where}`,
      weight: 5,
      result: 'failed',
      says: `${where} names ${listed(names, 4)}`,
      remedy: 'Put the address of this environment there',
      seen: [seen],
    },
  ];
}

/** A path that is there to be looked at, and did not answer, or answered more than was kept. */
function unasked({ looks, environment }: Evidence): readonly Judged[] {
  return looks.flatMap((look): readonly Judged[] => {
    const { purpose, name, path, endpoint, result } = look;
    const isCheck = environment.services.get(name)?.checks.some((check) => check.path === path) === true;
    const isWhole = (result.http?.body?.length ?? 0) < keptCharacters;
    if (purpose !== 'plain' || !isCheck || (result.http?.status !== undefined && isWhole)) return [];
    const why = isWhole
      ? (result.problem?.message ?? 'no answer')
      : `${result.http?.bodyBytes ?? 0} bytes are too many`;
    const says = `What ${endpoint} answers is not known${isWhole ? '' : ' as a whole'}: ${why}`;
    const seen = [seenByProbe(look, { fact: 'audit.answer', value: 'unknown', says })];
    return [
      {
        id: `isolation/${endpoint}`,
        weight: 2,
        result: 'unknown',
        says,
        remedy: 'Let it answer and audit again',
        seen,
      },
    ];
  });
}

function isolated(foreign: readonly Foreign[], places: readonly Place[]): Judged {
  const others = [...new Set(foreign.map((each) => each.environment ?? 'what is forbidden'))];
  const says = `None of ${foreign.length} addresses or texts of ${listed(others)} stands in ${places.length} settings and answers`;
  // Files are cited once each.
  const seen = [...new Map(places.map((place) => [place.seen.subject, place.seen])).values()].slice(0, 20);
  return { id: 'isolation/others', weight: 4, result: 'passed', says, seen };
}
