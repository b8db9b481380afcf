import { setImmediate } from 'node:timers/promises';

import { listPids, readProcEntry, wasStartedWith, type ProcEntry } from './proc.ts';

/** All programs that one run started, or that started from one of those. */
export interface Family {
  /** The value of `TENELEVEN_RUN`; one that ends in `/` stands for all that begin with it. */
  readonly marker: string;
  /** The first of them, when it is known. It leads a group of its own. */
  readonly leader?: Pick<ProcEntry, 'pid' | 'startTicks'> | undefined;
}

export const markerVariable = 'TENELEVEN_RUN';

const longestStretchMs = 3;
/** Who begins while we look is looked at in the next round: somebody who forks for ever is not missed that way. */
const mostRounds = 4;

export interface Look {
  /** Called the moment that somebody is found other than by descent. */
  readonly onFound?: ((member: ProcEntry) => void) | undefined;
  /** Members by `keyOf`, from earlier looks: they stay members when they lose the parent they were known by. */
  readonly known?: ReadonlyMap<string, unknown> | undefined;
}

/** Never given to another program, unlike an id alone. */
export function keyOf({ pid, startTicks }: Pick<ProcEntry, 'pid' | 'startTicks'>): string {
  return `${pid} ${startTicks}`;
}

/**
 * Who belongs to a family right now: by group, by marker, and by descent, which also finds those that left the group and
 * cleared their environment.
 */
export async function findFamily(family: Family, { onFound, known }: Look = {}): Promise<readonly ProcEntry[]> {
  const others: ProcEntry[] = [];
  const members = new Map<number, ProcEntry>();
  const looked = new Set(ancestry(process.pid));
  let stretchEndsAt = performance.now() + longestStretchMs;
  for (let round = 0; round < mostRounds; round += 1) {
    const pids = listPids().filter((pid) => !looked.has(pid));
    for (const pid of pids) {
      if (performance.now() > stretchEndsAt) {
        await setImmediate();
        stretchEndsAt = performance.now() + longestStretchMs;
      }
      looked.add(pid);
      const entry = readProcEntry(pid);
      if (entry === undefined || entry.startTicks < (family.leader?.startTicks ?? 0)) continue;
      if (known?.has(keyOf(entry)) === true || belongs(entry, family)) {
        onFound?.(entry);
        members.set(pid, entry);
      } else others.push(entry);
    }
  }
  addDescendants(members, others);
  return [...members.values()];
}

function belongs(entry: ProcEntry, { marker, leader }: Family): boolean {
  if (leader !== undefined && entry.group === leader.pid) return true;
  return wasStartedWith(entry.pid, `${markerVariable}=${marker}`, marker.endsWith('/') ? 'beginning' : 'whole');
}

function addDescendants(members: Map<number, ProcEntry>, others: readonly ProcEntry[]): void {
  const children = Map.groupBy(others, (entry) => entry.parent);
  const queue = [...members.keys()];
  for (const pid of queue) {
    for (const child of children.get(pid) ?? []) {
      if (members.has(child.pid)) continue;
      members.set(child.pid, child);
      queue.push(child.pid);
    }
  }
}

/** One line of text, for `parseFamilies`. A marker holds no space. */
export function formatFamilies(families: readonly Family[]): string {
  return families.map(({ marker, leader }) => `${marker} ${leader?.pid ?? 0} ${leader?.startTicks ?? 0}`).join('\t');
}

export function parseFamilies(line: string): readonly Family[] {
  const entries = line.split('\t').map((entry) => entry.split(' '));
  return entries.flatMap(([marker = '', pid, startTicks]) => {
    if (marker === '') return [];
    return [{ marker, leader: pid === '0' ? undefined : { pid: Number(pid), startTicks: Number(startTicks) } }];
  });
}

/** This program and those that it was started from: never a part of what we end. */
function ancestry(pid: number): ReadonlySet<number> {
  const line = new Set<number>();
  for (let at = pid; at > 0 && !line.has(at); at = readProcEntry(at)?.parent ?? 0) line.add(at);
  return line;
}
