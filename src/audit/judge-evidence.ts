import type { Audit, AuditCheck } from '#domain/audit.ts';
import type { Observation } from '#domain/observation.ts';
import { createRedactor } from '#domain/redact.ts';

import type { Judged, Seen } from './check.ts';
import { checks } from './checks/index.ts';
import { baselineOf } from './checks/drift.ts';
import type { Evidence } from './evidence.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { secretsIn } from './secrets-of-evidence.ts';
import { scoreChecks } from './score-checks.ts';

export type AuditFindings = Pick<Audit, 'checks' | 'score' | 'fingerprints' | 'comparedWith' | 'observations'>;

const mostChecks = 500;
const mostObservations = 1_000;
const mostSays = 500;
const mostRaw = 1_000;
const longestId = 200;
const worstFirst: readonly AuditCheck['result'][] = ['failed', 'unknown', 'doubtful', 'passed'];

/** Makes every check of what was gathered. No secret that was gathered is in what it returns, in whatever spelling. */
export function judgeEvidence(evidence: Evidence, redact: (text: string) => string): AuditFindings {
  const all = checks.flatMap(({ section, judge }) => judge(evidence).map((judged) => ({ ...judged, section })));
  const found = secretsIn(all.flatMap(outsideTexts), evidence);
  const own = found.length === 0 ? undefined : createRedactor(found);
  const veil = (text: string): string => (own === undefined ? redact(text) : own.redact(redact(text)));
  const kept = mostTelling(leftOut(all, evidence));
  const book = createBook(veil);
  const written = kept.map(({ seen, id, says, remedy, ...check }): AuditCheck => ({
    ...check,
    id: veil(id).slice(0, longestId),
    says: cut(veil(says), mostSays),
    ...(remedy === undefined ? {} : { remedy: cut(veil(remedy), mostSays) }),
    observations: [...new Set(seen.flatMap((each) => book.cite(each, check.section)))],
  }));
  return {
    checks: written,
    score: scoreChecks(all),
    fingerprints: Object.fromEntries(
      Object.entries(fingerprintsOf(evidence)).map(([key, print]) => [veil(key), print]),
    ),
    comparedWith: baselineOf(evidence)?.id,
    observations: book.all(),
  };
}

/** What services, and whoever stands between, may have written. */
function outsideTexts({ says, seen }: Judged): readonly string[] {
  const outside = seen.filter(({ source }) => source === 'probe');
  return outside.length === 0 ? [] : [says, ...outside.flatMap((each) => [each.says, each.raw ?? ''])];
}

type Sectioned = Judged & Pick<AuditCheck, 'section'>;

/** What was not even tried is unknown too. */
function leftOut(all: readonly Sectioned[], { leftOut: count, now }: Evidence): readonly Sectioned[] {
  if (count === 0) return all;
  const says = `${count} measurements were left out: an audit makes 200 at most`;
  const seen: Seen = { source: 'audit', fact: 'audit.left-out', value: count, at: now.toISOString(), says };
  return [
    ...all,
    {
      id: 'domains/left out',
      section: 'domains',
      weight: 1,
      result: 'unknown',
      says,
      remedy: 'Use "probe all"',
      seen: [seen],
    },
  ];
}

/** At most 500: the worst first, then in the order of the sections. */
function mostTelling(all: readonly Sectioned[]): readonly Sectioned[] {
  if (all.length <= mostChecks) return all;
  const ranked = all.toSorted(
    (one, other) => worstFirst.indexOf(one.result) - worstFirst.indexOf(other.result) || other.weight - one.weight,
  );
  const kept = new Set(ranked.slice(0, mostChecks - 1));
  const gone = all.length - kept.size;
  const says = `${gone} further checks are counted in the score and not listed`;
  const section = 'sources';
  const worst = ranked[mostChecks - 1]?.result ?? 'passed';
  const remedy = worst === 'passed' ? undefined : 'Mend those that are listed and audit again';
  return [
    ...all.filter((each) => kept.has(each)),
    {
      id: 'sources/further',
      section,
      weight: 1,
      result: worst,
      says,
      remedy,
      seen: ranked[mostChecks - 1]?.seen ?? [],
    },
  ];
}

function createBook(veil: (text: string) => string) {
  const known = new Map<string, Observation>();
  return {
    all: (): readonly Observation[] => [...known.values()],
    /** The same seen again is one observation. */
    cite(seen: Seen, section: AuditCheck['section']): readonly string[] {
      const { source, fact, value, at, subject } = seen;
      const says = cut(veil(seen.says), mostSays);
      const key = JSON.stringify([source, fact, value, subject, says]);
      const found = known.get(key);
      if (found !== undefined) return [found.id];
      if (known.size >= mostObservations) return [];
      const observation: Observation = {
        id: `o${known.size + 1}`,
        source,
        fact,
        value: typeof value === 'string' ? veil(value).slice(0, 200) : value,
        at,
        says,
        ...(seen.raw === undefined ? {} : { raw: cut(veil(seen.raw), mostRaw) }),
        ...(subject === undefined ? {} : { subject: veil(subject) }),
        group: `audit:${section}:${subject ?? fact}`,
        isControlled: false,
      };
      known.set(key, observation);
      return [observation.id];
    },
  };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
