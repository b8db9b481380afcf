import type { WatchStore } from '#state/watch.ts';
import type { WorkStore } from '#state/work.ts';
import type { Disk } from '../disk.ts';
import { Document } from '../document.ts';
import { SealedFile } from '../sealed-file.ts';
import { JsonIncidents } from './json-incidents.ts';
import { JsonInquiries } from './json-inquiries.ts';
import { JsonLedger } from './json-ledger.ts';
import { JsonProbes } from './json-probes.ts';
import { JsonProbings } from './json-probings.ts';
import { JsonSilences } from './json-silences.ts';
import { JsonSweeps } from './json-sweeps.ts';
import { openJsonWork } from './json-work.ts';
import { incidentKind, inquiryKind, kindOfRecord, probingKind } from './record-kinds.ts';
import { recordPostsPath } from './record-folders.ts';
import { WatchRecords } from './watch-records.ts';
import { firstNumbers, numbersShape } from './watch-shapes.ts';

export interface OpenedWatch {
  readonly watch: WatchStore;
  readonly work: WorkStore;
  /** Where the posts of a record lie; undefined when there is none of that id. */
  readonly postsPath: (id: string) => string | undefined;
  readonly close: () => Promise<void>;
}

export async function openJsonWatch(disk: Disk, keepMs: number): Promise<OpenedWatch> {
  const { layout } = disk;
  const numbers = await Document.open(new SealedFile(disk, layout.watch.numbers, numbersShape), firstNumbers);
  const probings = await WatchRecords.open(disk, probingKind, numbers);
  const incidents = await WatchRecords.open(disk, incidentKind, numbers);
  const inquiries = await WatchRecords.open(disk, inquiryKind, numbers);
  const { work, has: isWork } = await openJsonWork(disk, numbers);
  const probes = new JsonProbes(disk, keepMs);
  const ledger = new JsonLedger(disk, keepMs);
  const sweeps = new JsonSweeps(disk, keepMs);
  const watch = {
    probes,
    ledger,
    sweeps,
    probings: new JsonProbings(disk, probings),
    incidents: new JsonIncidents(disk, incidents),
    inquiries: new JsonInquiries(disk, inquiries),
    silences: await JsonSilences.open(disk),
  };
  return {
    watch,
    work,
    postsPath: (id) => {
      const isKept = probings.has(id) || inquiries.has(id) || incidents.has(id) || isWork(id);
      const kind = isKept ? kindOfRecord(id) : undefined;
      return kind && recordPostsPath(layout.watch[kind.place], id);
    },
    close: async () => {
      await Promise.all([probes.close(), ledger.close(), sweeps.close()]);
    },
  };
}
