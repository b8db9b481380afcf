import type { Check, Judged } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { entriesOf, listed, seenInFile, type Placed } from '../seen.ts';
import { placeholderIn } from '../settings/placeholder.ts';
import { isSecretName } from '../settings/secret-strength.ts';
import { placeOf } from '../settings/settings-file.ts';

const shortest = 8;
const mostCited = 8;

/** One value has one name: a secret for two purposes, or an address under two names, is changed in one place and not in the other. */
export const repeatedValues: Check = {
  name: 'repeated-values',
  section: 'sources',
  judge: (evidence) => {
    const telling = entriesOf(evidence).filter(isTelling);
    if (telling.length === 0) return [];
    const groups = [...Map.groupBy(telling, ({ entry }) => entry.value).values()];
    return groups.flatMap((group) => judgeGroup(group, evidence));
  },
};

/** Not `true`, `8080` or `development`: these are equal by chance. */
function isTelling({ entry: { name, value, isElsewhere } }: Placed): boolean {
  if (isElsewhere === true || value.length < shortest || placeholderIn(value, false) !== undefined) return false;
  return (
    isSecretName(name) ||
    /^[a-z][a-z0-9+.-]*:\/\//iu.test(value) ||
    (value.length >= 20 && /\d/u.test(value) && /[A-Za-z]/u.test(value))
  );
}

function judgeGroup(group: readonly Placed[], evidence: Evidence): readonly Judged[] {
  const names = [...new Set(group.map(({ entry }) => entry.name))];
  const [first] = names;
  if (first === undefined || names.length < 2) return [];
  const isSecret = names.filter(isSecretName).length > 1;
  const where = group.map(({ file, entry }) => `${entry.name} (${placeOf(file, entry)})`);
  const what = isSecret ? 'One secret serves' : 'One value stands under';
  return [
    {
      id: `sources/${first}/same value`,
      weight: isSecret ? 3 : 1,
      result: 'doubtful',
      says: `${what} ${names.length} names: ${listed(where)}`,
      remedy: isSecret ? 'Give each purpose its own secret' : 'Keep one name, or let one take its value from the other',
      seen: group.slice(0, mostCited).map((placed) => seenInFile(placed, evidence)),
    },
  ];
}
