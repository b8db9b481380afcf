import { readdir } from 'node:fs/promises';
import type { Run } from '#domain/run.ts';
import { AskedLinks } from './asked.ts';
import type { ClosingParts } from './closing.ts';
import { removeFolder, sweepTemporaries } from './data-folder.ts';
import type { Disk } from './disk.ts';
import { Document } from './document.ts';
import { History } from './history.ts';
import { numberOf, runIdOf } from './layout.ts';
import { OpenRuns } from './open-runs.ts';
import { RunRecords } from './run-records.ts';
import { SealedFile } from './sealed-file.ts';
import { emptyIndex, type Index, indexShape } from './shapes.ts';

export interface OpenedRuns extends Omit<ClosingParts, 'keepRuns'> {
  readonly index: Document<Index>;
}

/** Finds the open runs. Reads the records of those alone, unless the index was damaged or is gone. */
export async function openJsonRuns(disk: Disk): Promise<OpenedRuns> {
  const file = new SealedFile(disk, disk.layout.index, indexShape);
  const index = await Document.open(file, emptyIndex);
  const records = await RunRecords.open(disk);
  const history = await History.open(disk, records.numbers);
  const isWhole = !file.wasRepaired && (index.value !== emptyIndex || records.numbers.size === 0);
  const suspects = isWhole ? [] : await notInHistory(records, history);
  if (!isWhole)
    disk.notices.push(
      'The list of open runs was made anew from their folders; look whether a lock of an environment is missing',
    );

  const runs = await readOpen({ disk, records, index: index.value, suspects });
  const asked = new AskedLinks(disk);
  for (const run of runs) if (numberOf(run.id) >= index.value.nextNumber) await asked.remember(run, run.id);
  await index.update((value) => renewed(value, runs, records));
  return { disk, index, records, history, asked, open: new OpenRuns(index, runs) };
}

interface Search {
  readonly disk: Disk;
  readonly records: RunRecords;
  readonly index: Index;
  readonly suspects: readonly string[];
}

async function readOpen(search: Search): Promise<readonly Run[]> {
  const { records, index, suspects } = search;
  // A process that died between a run's folder and the index has left a number that the index does not know.
  const unlisted = [...records.numbers].filter((number) => number >= index.nextNumber).map(runIdOf);
  const ids = new Set([...index.open, ...unlisted, ...suspects]);
  const runs: Run[] = [];
  for (const id of ids) {
    const run = await records.read(id);
    if (run === undefined) await dismiss(id, search);
    else runs.push(run);
    await sweepTemporaries(records.folder(id));
  }
  return runs;
}

async function dismiss(id: string, { disk, records, index }: Search): Promise<void> {
  if (!records.has(id)) {
    disk.notices.push(`The folder of run ${id} is gone, so it is no longer listed as open`);
    return;
  }
  await sweepTemporaries(records.folder(id));
  const isEmpty = (await readdir(records.folder(id))).length === 0;
  if (isEmpty && numberOf(id) >= index.nextNumber) {
    await removeFolder(records.folder(id), disk.layout.removed);
    disk.notices.push(`Run ${id} was never queued completely; its empty folder was removed`);
    return;
  }
  disk.notices.push(`The folder of run ${id} has no record that can be read; it is left as it is`);
}

// Also after a restored backup no number is given twice: the folders count as well.
function renewed(index: Index, runs: readonly Run[], records: RunRecords): Index {
  const highest = Math.max(0, ...[...records.numbers].slice(-1));
  const nextNumber = Math.max(index.nextNumber, highest + 1);
  const open = runs.map((run) => run.id);
  const isSame = index !== emptyIndex && nextNumber === index.nextNumber && open.join() === index.open.join();
  return isSame ? index : { ...index, nextNumber, open };
}

async function notInHistory(records: RunRecords, history: History): Promise<readonly string[]> {
  const listed = new Set<string>();
  for (const segment of history.segments()) {
    for (const summary of await history.read(segment)) listed.add(summary.id);
  }
  return [...records.numbers].map(runIdOf).filter((id) => !listed.has(id));
}
