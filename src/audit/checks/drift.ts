import type { Audit } from '#domain/audit.ts';

import type { Check, Judged, Seen } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { fingerprintsOf, keyMark, sourceOf, unlookedSources } from '../fingerprints.ts';
import { listed } from '../seen.ts';

const mostTold = 40;

type Prints = Readonly<Record<string, string>>;

/** The settings are those of the last green run. */
export const drift: Check = {
  name: 'drift',
  section: 'drift',
  judge: (evidence) => {
    const { history, isKeyKept } = evidence;
    if (!isKeyKept)
      return [
        notKnown('The key of fingerprints cannot be kept in the data folder', 'Let Teneleven write there', evidence),
      ];
    const base = baselineOf(evidence);
    if (base === undefined) {
      const why =
        history.green === undefined
          ? 'there is no green run yet'
          : `no audit was made before ${history.green.id}, the last green run`;
      return [
        notKnown(
          `Against what to compare is not known: ${why}`,
          'Audit before a run, or name settings files in `audit.files`: each run keeps what they are',
          evidence,
        ),
      ];
    }
    const now = fingerprintsOf(evidence);
    if (base.fingerprints[keyMark] !== now[keyMark]) {
      return [
        notKnown(
          `The fingerprints of ${base.id} were made with another key`,
          'Audit again after the next green run',
          evidence,
        ),
      ];
    }
    return compare(base, now, evidence);
  },
};

/** What settings were when all was green: as an audit or the run itself saw them. */
interface Base extends Pick<Audit, 'id' | 'startedAt' | 'fingerprints'> {
  /** `since a1, before r7, the last green run`. */
  readonly since: string;
  /** What it looked at; absent: at all that there was. */
  readonly sources?: ReadonlySet<string> | undefined;
}

/** The settings that the last green run kept; else those of the last audit before it ended. */
export function baselineOf({ history: { green, audits } }: Pick<Evidence, 'history'>): Base | undefined {
  const endedAt = green?.endedAt;
  if (green === undefined || endedAt === undefined) return undefined;
  const { id, startedAt, settings } = green;
  const audit = auditBefore(endedAt, audits);
  const isNewer = audit?.startedAt === undefined || audit.startedAt < (startedAt ?? '');
  if (settings !== undefined && isNewer) {
    const sources = new Set(Object.keys(settings).map(sourceOf));
    return { id, startedAt, fingerprints: settings, since: `since ${id}, the last green run`, sources };
  }
  return audit && { ...audit, since: `since ${audit.id}, before ${id}, the last green run` };
}

function auditBefore(endedAt: string, audits: readonly Audit[]): Audit | undefined {
  return audits.find(
    (audit) =>
      audit.state === 'done' &&
      audit.startedAt !== undefined &&
      audit.startedAt <= endedAt &&
      audit.fingerprints[keyMark] !== undefined,
  );
}

const verbs = { added: 'was added', removed: 'was removed', changed: 'has another value' } as const;

interface Difference {
  readonly key: string;
  readonly kind: keyof typeof verbs;
}

function compare(base: Base, now: Prints, evidence: Evidence): readonly Judged[] {
  const unlooked = unlookedSources(evidence);
  const isComparable = (key: string): boolean =>
    key !== keyMark && base.sources?.has(sourceOf(key)) !== false && !unlooked.has(sourceOf(key));
  const all = differences(base.fingerprints, now).filter(({ key }) => isComparable(key));
  const { since } = base;
  const judged = all.slice(0, mostTold).map((each) => judgeDifference(each, { base, now, since, evidence }));
  if (all.length === 0) {
    const says = `None of ${Object.keys(now).filter(isComparable).length} settings has changed ${since}`;
    return [{ id: 'drift/settings', weight: 3, result: 'passed', says, seen: [observed(false, says, evidence)] }];
  }
  const more = all.slice(mostTold).map(({ key, kind }) => `${key} ${verbs[kind]}`);
  if (more.length === 0) return judged;
  const says = `${more.length} further settings have changed ${since}: ${listed(more)}`;
  return [
    ...judged,
    {
      id: 'drift/more',
      weight: 2,
      result: 'doubtful',
      says,
      remedy: 'Make sure that all of it was meant',
      seen: [observed(true, says, evidence)],
    },
  ];
}

function differences(before: Prints, now: Prints): readonly Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((key) => key !== keyMark).sort();
  return keys.flatMap((key): readonly Difference[] => {
    if (before[key] === now[key]) return [];
    if (before[key] === undefined) return [{ key, kind: 'added' }];
    return [{ key, kind: now[key] === undefined ? 'removed' : 'changed' }];
  });
}

interface Around {
  readonly base: Base;
  readonly now: Prints;
  readonly since: string;
  readonly evidence: Evidence;
}

function judgeDifference({ key, kind }: Difference, { base, now, since, evidence }: Around): Judged {
  const says = `${key} ${verbs[kind]} ${since}; ${whenOf(key, { base, now, evidence })}`;
  return {
    id: `drift/${key}`,
    weight: 2,
    result: 'doubtful',
    says,
    remedy: 'Make sure that it was meant: it is what differs from when all was green',
    seen: [observed(true, says, evidence)],
  };
}

/** Between the last audit that saw it as it was and the first that saw it as it is. */
function whenOf(key: string, { base, now, evidence }: Omit<Around, 'since'>): string {
  const later = evidence.history.audits.filter(
    ({ state, startedAt = '', fingerprints }) =>
      state === 'done' && startedAt > (base.startedAt ?? '') && fingerprints[keyMark] === now[keyMark],
  );
  const same = later.findLast(({ fingerprints }) => fingerprints[key] === now[key]);
  const before =
    later.find(
      ({ startedAt = '', fingerprints }) =>
        fingerprints[key] !== now[key] && (same?.startedAt === undefined || startedAt < same.startedAt),
    ) ?? base;
  const until = same === undefined ? 'now' : `${same.startedAt ?? ''} (${same.id})`;
  return `between ${before.startedAt ?? ''} (${before.id}) and ${until}`;
}

function notKnown(says: string, remedy: string, evidence: Evidence): Judged {
  const seen: Seen = { source: 'history', fact: 'audit.baseline', value: 'none', at: evidence.now.toISOString(), says };
  return { id: 'drift/settings', weight: 3, result: 'unknown', says, remedy, seen: [seen] };
}

function observed(hasChanged: boolean, says: string, { now }: Evidence): Seen {
  return { source: 'history', fact: 'audit.drift', value: hasChanged, at: now.toISOString(), says };
}
