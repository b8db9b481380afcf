import type { Check, Judged, Seen } from '../check.ts';
import { listed } from '../seen.ts';
import type { SettingsFile } from '../settings/settings-file.ts';

/** Settings files can be read, each line by every reader in the same way. */
export const settingsFiles: Check = {
  name: 'settings-files',
  section: 'sources',
  judge: ({ files }) => files.map(judgeFile),
};

function judgeFile(file: SettingsFile): Judged {
  const { name, problem, entries, faults, at } = file;
  const observed = { source: 'audit', fact: 'audit.file', at, subject: name } as const;
  const base = { id: `sources/${name}`, weight: 2 };
  if (problem !== undefined) {
    const says = `${name} ${problem}`;
    const seen: Seen = { ...observed, value: 'unread', says };
    return {
      ...base,
      result: 'unknown',
      says,
      remedy: 'Correct audit.files in e2e.yaml, or let the file be read',
      seen: [seen],
    };
  }
  const read = `${name} has ${entries.length} settings`;
  if (faults.length > 0) {
    const where = faults.map(({ line, says }) => `line ${line} ${says}`);
    const seen: Seen = {
      ...observed,
      value: 'faulty',
      says: `${read} and ${faults.length} faults`,
      raw: where.slice(0, 12).join('\n'),
    };
    return {
      ...base,
      result: 'doubtful',
      says: `${read}, but ${listed(where, 3)}`,
      remedy: 'Correct these lines: programs differ in what they make of them',
      seen: [seen],
    };
  }
  return { ...base, result: 'passed', says: read, seen: [{ ...observed, value: 'read', says: read }] };
}
