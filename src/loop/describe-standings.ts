import type { Standing } from './judge-look.ts';
import type { Seen } from './step-context.ts';
import { finding } from './step-context.ts';

/** Service → the version that it said, where all answers agreed. */
export function versionsIn(standings: readonly Standing[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    standings.flatMap(({ service, version }) => (version === undefined ? [] : [[service, version]])),
  );
}

/** Not what was meant, or not to be told. */
export function isWrong({ kind }: Standing): boolean {
  return kind !== 'good' && kind !== 'unknown';
}

/** What was seen of each service, and for what is wrong the cause that the catalogue names. */
export function seenOf(standings: readonly Standing[]): readonly Seen[] {
  return standings.flatMap((standing) => {
    const { service, kind, says, version, notes } = standing;
    const seen: Seen = { fact: 'version.reported', value: version ?? kind, says, subject: service };
    const noted = notes.map((note): Seen => ({ fact: 'version.cached', value: true, says: note, subject: service }));
    return [seen, ...noted, ...causesOf(standing).map((cause) => finding(cause, says, service))];
  });
}

function causesOf({ kind }: Standing): readonly string[] {
  switch (kind) {
    case 'good':
    case 'unknown':
      return [];
    case 'mixed':
      return ['stale-version', 'replica-bad'];
    case 'unread':
      return ['version-unread'];
    case 'stale':
    case 'cached':
    case 'unchanged':
    case 'contradicted':
      return ['stale-version'];
  }
}

export function sayStandings(standings: readonly Standing[]): string {
  return standings
    .flatMap(({ says, notes }) => [says, ...notes])
    .join('; ')
    .slice(0, 1_500);
}
