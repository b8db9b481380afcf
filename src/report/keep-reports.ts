import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { RecordSources } from './gather-records.ts';
import { makeReport, renderReport } from './make-report.ts';

export interface ReportShelf {
  /** Records that ended before are reported when somebody asks, and not by themselves. */
  readonly since: string;
  readonly has: (id: string) => Promise<boolean>;
  /** Writes the report as its records are now, in place of an earlier one, and returns the path. Whole or not at all. */
  readonly write: (id: string) => Promise<string>;
}

export interface ShelfParts extends RecordSources {
  /** The data folder. */
  readonly data: string;
  readonly now: () => Date;
}

/** Bounds what one new report pays for many whose records have gone. */
const lookedAtOnce = 16;

/** Opens `reports/` in the data folder: `r12.md`, `l1.md`. Only the process that holds the store may. */
export async function openReports(parts: ShelfParts): Promise<ReportShelf> {
  const folder = join(parts.data, 'reports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, `${id}.md`);
  return {
    since: await readSince(folder, parts.now),
    has: (id) =>
      access(pathOf(id)).then(
        () => true,
        () => false,
      ),
    write: async (id) => {
      const text = renderReport(await makeReport(id, parts), 'md');
      await replace(folder, pathOf(id), text);
      await removeOrphans(folder, parts);
      return pathOf(id);
    },
  };
}

async function readSince(folder: string, now: () => Date): Promise<string> {
  const file = join(folder, 'since');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (!Number.isNaN(Date.parse(known.trim()))) return known.trim();
  const since = now().toISOString();
  await replace(folder, file, `${since}\n`);
  return since;
}

async function replace(folder: string, path: string, text: string): Promise<void> {
  const fresh = join(folder, `.${randomUUID()}`);
  try {
    await writeFile(fresh, text, { flag: 'wx', mode: 0o600 });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** A report is kept as long as its record. The oldest are looked at, of runs and of loops. */
async function removeOrphans(folder: string, { store }: ShelfParts): Promise<void> {
  const ids = (await readdir(folder)).flatMap((name) => /^([rl][1-9]\d{0,14})\.md$/u.exec(name)?.[1] ?? []);
  const oldest = (letter: string): readonly string[] =>
    ids
      .filter((id) => id.startsWith(letter))
      .toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)))
      .slice(0, lookedAtOnce);
  for (const id of [...oldest('r'), ...oldest('l')]) {
    const record = id.startsWith('l') ? await store.work.loops.get(id) : await store.runs.get(id);
    if (record === undefined) await rm(join(folder, `${id}.md`), { force: true });
  }
}
