import { dirname, relative } from 'node:path';

import { readSettingsFile } from '../settings/read-settings-file.ts';
import { mostEntries, type SettingsFile } from '../settings/settings-file.ts';
import type { GatherParts } from './gather-parts.ts';

const mostFiles = 200;

/** All settings files, one after the other, so that no more than one is in memory as text. */
export async function gatherFiles(
  parts: Pick<GatherParts, 'environment' | 'configuration' | 'variables' | 'now'>,
): Promise<readonly SettingsFile[]> {
  const { environment, configuration } = parts;
  const folder = dirname(configuration.file);
  const files: SettingsFile[] = [];
  let room = mostEntries;
  for (const path of [...new Set(environment.audit.files)].slice(0, mostFiles)) {
    const file = await readSettingsFile({ path, name: relative(folder, path) }, parts);
    files.push(
      room >= file.entries.length
        ? file
        : { ...file, entries: [], problem: `is left out: over ${mostEntries} settings in all` },
    );
    room = Math.max(0, room - file.entries.length);
  }
  return files;
}
