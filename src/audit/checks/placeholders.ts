import type { Check } from '../check.ts';
import { entriesOf, listed, seenFiles, seenInFile } from '../seen.ts';
import { placeholderIn } from '../settings/placeholder.ts';
import { placeOf } from '../settings/settings-file.ts';

const mostCited = 10;

/** Settings that nobody requires hold no placeholders either. An empty one may be meant so. */
export const placeholders: Check = {
  name: 'placeholders',
  section: 'variables',
  judge: (evidence) => {
    const required = new Set(evidence.environment.audit.required);
    const others = entriesOf(evidence).filter(({ entry }) => !required.has(entry.name) && entry.value !== '');
    if (others.length === 0) return [];
    const found = others.filter(({ entry }) => placeholderIn(entry.value, false) !== undefined);
    const base = { id: 'variables/placeholders', weight: 1 };
    if (found.length === 0) {
      const seen = seenFiles(evidence).slice(0, mostCited);
      return [{ ...base, result: 'passed', says: `None of ${others.length} other settings is a placeholder`, seen }];
    }
    const where = found.map(({ file, entry }) => `${entry.name} (${placeOf(file, entry)})`);
    return [
      {
        ...base,
        result: 'doubtful',
        says: `${found.length} of ${others.length} other settings are placeholders: ${listed(where)}`,
        remedy: 'Fill them in, or take them out',
        seen: found.slice(0, mostCited).map((placed) => seenInFile(placed, evidence)),
      },
    ];
  },
};
