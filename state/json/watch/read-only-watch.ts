import { join } from 'node:path';
import { isInquiryActive } from '#domain/diagnosis.ts';
import { isProbingActive } from '#domain/probing.ts';
import type { CloseWord } from '#state/close-word.ts';
import type { RecordStore, WorkStore } from '#state/work.ts';
import type { IncidentStore, InquiryStore, ProbingStore, WatchStore } from '#state/watch.ts';
import type { DiskShelf } from '../disk-shelf.ts';
import type { WatchLayout } from '../layout.ts';
import { refuse } from '../refuse.ts';
import { matches } from './json-incidents.ts';
import { sumCloses } from './json-ledger.ts';
import { findPoints, type PointWord } from './json-probes.ts';
import { unexpired } from './json-silences.ts';
import { findSlots, latestSlots } from './json-sweeps.ts';
import { readLatest } from './latest-results.ts';
import { PagesOnDisk } from './packed-log.ts';
import { numbersIn, recordPath } from './record-folders.ts';
import {
  approvalKind,
  auditKind,
  incidentKind,
  inquiryKind,
  loopKind,
  probingKind,
  type RecordKind,
  type WorkLine,
} from './record-kinds.ts';
import { silencesShape } from './watch-shapes.ts';

const READ_AT_ONCE = 16;

/** A look at all that watching keeps, while another process may be writing it. */
export function openReadOnlyWatch(layout: WatchLayout, shelf: DiskShelf, notices: string[]): WatchStore {
  const points = new PagesOnDisk<PointWord>(layout.points, notices);
  const closes = new PagesOnDisk<CloseWord>(layout.closes, notices);
  return {
    probes: {
      add: refuse,
      latest: () => readLatest(layout.latest),
      points: (filter) => findPoints(points, filter),
    },
    ledger: { add: refuse, since: (at, filter) => sumCloses(closes, at, filter) },
    sweeps: {
      add: refuse,
      list: (filter) => findSlots(layout.sweeps, filter),
      latest: () => latestSlots(layout.sweeps),
    },
    probings: probingsOn(layout, shelf),
    incidents: incidentsOn(layout, shelf),
    inquiries: inquiriesOn(layout, shelf),
    silences: {
      set: refuse,
      remove: refuse,
      list: async (now) => unexpired((await shelf.content(layout.silences, silencesShape)) ?? [], now),
    },
  };
}

function probingsOn(layout: WatchLayout, shelf: DiskShelf): ProbingStore {
  const records = { folder: layout.probings, shelf, kind: probingKind };
  return {
    add: refuse,
    change: refuse,
    get: (id) => readRecord(records, id),
    active: () => readAll(records, isProbingActive),
    untold: () => readAll(records, (line) => line.isUntold),
    subscribe: () => () => undefined,
  };
}

function incidentsOn(layout: WatchLayout, shelf: DiskShelf): IncidentStore {
  const records = { folder: layout.incidents, shelf, kind: incidentKind };
  return {
    open: refuse,
    change: refuse,
    get: (id) => readRecord(records, id),
    list: async (filter) =>
      (await readAll(records, (line) => matches(line, filter))).toReversed().slice(0, filter.limit),
    unfinished: () => readAll(records, (line) => line.isUnfinished),
    subscribe: () => () => undefined,
  };
}

function inquiriesOn(layout: WatchLayout, shelf: DiskShelf): InquiryStore {
  const records = { folder: layout.inquiries, shelf, kind: inquiryKind };
  return {
    add: refuse,
    change: refuse,
    get: (id) => readRecord(records, id),
    list: async ({ run, limit }) =>
      (await readAll(records, (line) => run === undefined || line.run === run)).toReversed().slice(0, limit),
    active: () => readAll(records, isInquiryActive),
    untold: () => readAll(records, (line) => line.isUntold),
    subscribe: () => () => undefined,
  };
}

export function openReadOnlyWork(layout: WatchLayout, shelf: DiskShelf): WorkStore {
  const folder = (id: string): string => join(layout.loops, Number.isNaN(loopKind.numberOf(id)) ? '0' : id);
  return {
    loops: { ...workOn({ folder: layout.loops, shelf, kind: loopKind }), folder },
    approvals: workOn({ folder: layout.approvals, shelf, kind: approvalKind }),
    audits: workOn({ folder: layout.audits, shelf, kind: auditKind }),
  };
}

function workOn<T>(records: RecordsOn<T, WorkLine>): RecordStore<T, never> {
  return {
    add: refuse,
    change: refuse,
    get: (id) => readRecord(records, id),
    list: async ({ environment, limit }) => {
      const fits = (line: WorkLine): boolean => environment === undefined || line.environment === environment;
      return (await readAll(records, fits)).toReversed().slice(0, limit);
    },
    active: () => readAll(records, (line) => line.isActive),
    untold: () => readAll(records, (line) => line.isUntold),
    subscribe: () => () => undefined,
  };
}

interface RecordsOn<T, S> {
  readonly folder: string;
  readonly shelf: DiskShelf;
  readonly kind: RecordKind<T, S>;
}

async function readRecord<T, S>({ folder, shelf, kind }: RecordsOn<T, S>, id: string): Promise<T | undefined> {
  if (Number.isNaN(kind.numberOf(id))) return undefined;
  return (await shelf.content(recordPath(folder, id), kind.shape)) ?? undefined;
}

/** In the order of their numbers. */
async function readAll<T, S>(records: RecordsOn<T, S>, fits: (line: S) => boolean): Promise<readonly T[]> {
  const { folder, kind } = records;
  const ids = (await numbersIn(folder, kind.prefix)).map((number) => kind.prefix + number);
  const found: T[] = [];
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const read = await Promise.all(ids.slice(start, start + READ_AT_ONCE).map((id) => readRecord(records, id)));
    found.push(...read.filter((record) => record !== undefined).filter((record) => fits(kind.lineOf(record))));
  }
  return found;
}
