import type { Check, Judged } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { entriesOf, listed, seenFiles, seenInFile, seenInProcess, type Placed } from '../seen.ts';
import { isSecretName } from '../settings/secret-strength.ts';
import { placeOf } from '../settings/settings-file.ts';
import { variablesInUse } from '../settings-in-use.ts';

const mostCited = 8;

/** One setting has one value, wherever it stands, and stands once. */
export const contradictions: Check = {
  name: 'contradictions',
  section: 'sources',
  judge: (evidence) => {
    const places = entriesOf(evidence).filter(({ entry }) => entry.isElsewhere !== true);
    if (places.length === 0) return [];
    const groups = Map.groupBy(places, ({ entry }) => entry.name);
    const found = [...groups].flatMap(([name, group]) => judgeName(name, group, evidence));
    const clean = groups.size - new Set(found.map(({ id }) => id)).size;
    return [...found, ...agreeing(clean, groups.size, evidence)];
  },
};

function judgeName(name: string, group: readonly Placed[], evidence: Evidence): readonly Judged[] {
  const values = new Set(group.map(({ entry }) => entry.value));
  const own = ownValue(name, evidence);
  if (own !== undefined && !values.has(own)) return [againstProcess(name, group, evidence)];
  if (group.length === 1) return [];
  const where = group.map(
    (placed) => `${placeOf(placed.file, placed.entry)} ${evidence.fingerprint(placed.entry.value)}`,
  );
  const base = { id: `sources/${name}`, seen: group.slice(0, mostCited).map((placed) => seenInFile(placed, evidence)) };
  if (values.size > 1) {
    const isMeant = mayDiffer(group);
    const says = `${name} has ${values.size} values in ${group.length} places: ${listed(where)}`;
    const weight = isSecretName(name) ? 5 : 3;
    return [
      {
        ...base,
        weight,
        result: isMeant ? 'doubtful' : 'failed',
        says,
        remedy: `Keep ${name} in one place and let the others take it from there`,
      },
    ];
  }
  // A part of a tree is found by its path; the same name elsewhere is no second source.
  if (group.every(({ file }) => file.kind === 'tree') && isPathName(name)) return [];
  const says = `${name} stands in ${group.length} places with one value: ${listed(group.map(({ file, entry }) => placeOf(file, entry)))}`;
  return [
    { ...base, weight: 1, result: 'doubtful', says, remedy: `Keep ${name} in one place: the next change may miss one` },
  ];
}

function isPathName(name: string): boolean {
  return name.includes('.');
}

/** Within one tree the same variable is given to several programs: each may need its own. */
function mayDiffer(group: readonly Placed[]): boolean {
  const paths = new Set(group.map(({ file, entry }) => (file.kind === 'tree' ? entry.path : '')));
  return group.some(({ file }) => file.kind === 'tree') && paths.size > 1;
}

/** Only of variables that this process is meant to share with the environment; those of credentials are told with the tokens. */
function ownValue(name: string, { variables, environment }: Evidence): string | undefined {
  const keys = variablesInUse(environment).get(name) ?? [];
  const isOfToken = keys.some((key) => key.startsWith('credentials.'));
  const isShared = environment.audit.required.includes(name) || keys.length > 0;
  const value = isShared && !isOfToken ? variables[name] : undefined;
  return value === '' ? undefined : value;
}

function againstProcess(name: string, group: readonly Placed[], evidence: Evidence): Judged {
  const where = group.map(
    (placed) => `${placeOf(placed.file, placed.entry)} ${evidence.fingerprint(placed.entry.value)}`,
  );
  const own = evidence.fingerprint(evidence.variables[name] ?? '');
  return {
    id: `sources/${name}`,
    weight: isSecretName(name) ? 5 : 3,
    result: 'failed',
    says: `${name} is another in this process (${own}) than in ${listed(where)}`,
    remedy: `Start Teneleven with the ${name} of the environment, or correct the file`,
    seen: [seenInProcess(name, evidence), ...group.slice(0, mostCited).map((placed) => seenInFile(placed, evidence))],
  };
}

function agreeing(clean: number, all: number, { files }: Evidence): readonly Judged[] {
  if (clean <= 0) return [];
  const seen = seenFiles({ files }).slice(0, mostCited);
  return [
    {
      id: 'sources/one-place',
      weight: 3,
      result: 'passed',
      says: `${clean} of ${all} settings stand in one place with one value`,
      seen,
    },
  ];
}
