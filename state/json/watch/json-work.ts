import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Approval } from '#domain/approval.ts';
import type { Audit } from '#domain/audit.ts';
import type { Loop } from '#domain/loop.ts';
import { newApproval, newAudit, newLoop, type RecordStore, type WorkStore } from '#state/work.ts';
import type { Disk } from '../disk.ts';
import type { Document } from '../document.ts';
import { Listeners } from '../listeners.ts';
import { Turns } from '../turns.ts';
import { approvalKind, auditKind, loopKind, type WorkLine } from './record-kinds.ts';
import { WatchRecords, unknownRecord } from './watch-records.ts';
import type { Numbers } from './watch-shapes.ts';

interface Order {
  readonly requestId: string;
}

class JsonWork<T extends Loop | Approval | Audit, N extends Order> implements RecordStore<T, N> {
  readonly #disk: Disk;
  readonly #records: WatchRecords<T, WorkLine>;
  readonly #make: (id: string, order: N) => T;
  readonly #listeners = new Listeners();
  readonly #turns = new Turns();

  constructor(disk: Disk, records: WatchRecords<T, WorkLine>, make: (id: string, order: N) => T) {
    this.#disk = disk;
    this.#records = records;
    this.#make = make;
  }

  add(order: N): ReturnType<RecordStore<T, N>['add']> {
    return this.#disk.writes.run(() => this.#turns.take(order.requestId, () => this.#addOne(order)));
  }

  async change(id: string, change: (record: T) => T): Promise<T> {
    const { before, after } = await this.#disk.writes.run(() => this.#records.change(id, change));
    if (before !== after) this.#listeners.tell(id);
    return after;
  }

  get(id: string): Promise<T | undefined> {
    return this.#records.get(id);
  }

  list({ environment, limit }: Parameters<RecordStore<T, N>['list']>[0]): Promise<readonly T[]> {
    const ids = this.#idsOf((line) => environment === undefined || line.environment === environment).toReversed();
    return this.#records.getAll(ids.slice(0, limit));
  }

  active(): Promise<readonly T[]> {
    return this.#records.getAll(this.#idsOf((line) => line.isActive));
  }

  untold(): Promise<readonly T[]> {
    return this.#records.getAll(this.#idsOf((line) => line.isUntold));
  }

  subscribe(listener: (id: string) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async #addOne(order: N): Promise<{ readonly record: T; readonly added: boolean }> {
    const [earlier] = this.#idsOf((line) => line.requestId === order.requestId);
    const found = earlier === undefined ? undefined : await this.#records.get(earlier);
    if (found !== undefined) return { record: found, added: false };
    const record = await this.#records.add((id) => this.#make(id, order));
    this.#listeners.tell(record.id);
    return { record, added: true };
  }

  #idsOf(fits: (line: WorkLine) => boolean): readonly string[] {
    return [...this.#records.lines()].flatMap(([id, line]) => (fits(line) ? [id] : []));
  }
}

export interface OpenedWork {
  readonly work: WorkStore;
  readonly has: (id: string) => boolean;
}

export async function openJsonWork(disk: Disk, numbers: Document<Numbers>): Promise<OpenedWork> {
  const loops = await WatchRecords.open(disk, loopKind, numbers);
  const approvals = await WatchRecords.open(disk, approvalKind, numbers);
  const audits = await WatchRecords.open(disk, auditKind, numbers);
  const folder = (id: string): string => {
    if (!loops.has(id)) throw unknownRecord(loopKind, id);
    return folderOf(disk.layout.watch.loops, id);
  };
  return {
    work: {
      loops: Object.assign(new JsonWork(disk, loops, newLoop), { folder }),
      approvals: new JsonWork(disk, approvals, newApproval),
      audits: new JsonWork(disk, audits, newAudit),
    },
    has: (id) => loops.has(id) || approvals.has(id) || audits.has(id),
  };
}

function folderOf(loops: string, id: string): string {
  const path = join(loops, id);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
