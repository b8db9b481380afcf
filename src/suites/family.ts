import { setImmediate } from 'node:timers/promises';

import { listPids, readProcEntry, wasStartedWith, type ProcEntry } from './proc.ts';

/** All programs that one run started, or that started from one of those. */
export interface Family {
  /** The value of `TENELEVEN_RUN`; one that ends in `/` stands for all that begin with it. */
  readonly marker: string;
  /** The first of them, when it is known. It leads a group of its own. */
  readonly leader?: Pick<ProcEntry, 'pid' | 'startTicks'> | undefined;
  /** Members by `keyOf`, from earlier looks: they stay members when they lose the parent they were known by. */
  readonly known?: ReadonlySet<string> | undefined;
  /** Members of other runs: they and theirs do not belong to this one, whatever marker they carry. */
  readonly foreign?: Pick<ReadonlySet<string>, 'has'> | undefined;
}

export const markerVariable = 'TENELEVEN_RUN';

const longestStretchMs = 3;
/** Who begins while we look is looked at in the next round: somebody who forks for ever is not missed that way. */
const mostRounds = 4;

export interface Look {
  /** Called the moment that somebody is found other than by descent. */
  readonly onFound?: ((member: ProcEntry) => void) | undefined;
  /** As `known` of the family, from earlier looks of the same end. */
  readonly seen?: ReadonlyMap<string, unknown> | undefined;
}

/** Never given to another program, unlike an id alone. */
export function keyOf({ pid, startTicks }: Pick<ProcEntry, 'pid' | 'startTicks'>): string {
  return `${pid}@${startTicks}`;
}

/**
 * Who belongs to a family right now: by group, by marker, and by descent, which also finds those that left the group and
 * cleared their environment.
 */
export async function findFamily(family: Family, { onFound, seen }: Look = {}): Promise<readonly ProcEntry[]> {
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
      if (seen?.has(keyOf(entry)) === true || belongs(entry, family)) {
        onFound?.(entry);
        members.set(pid, entry);
      } else others.push(entry);
    }
  }
  addDescendants(members, others);
  return [...members.values()];
}

function belongs(entry: ProcEntry, family: Family): boolean {
  if (family.known?.has(keyOf(entry)) === true) return true;
  if (family.leader !== undefined && entry.group === family.leader.pid) return true;
  return carriesMarker(entry, family) && !isForeign(entry, family);
}

export function carriesMarker({ pid }: ProcEntry, { marker }: Family): boolean {
  return wasStartedWith(pid, `${markerVariable}=${marker}`, marker.endsWith('/') ? 'beginning' : 'whole');
}

/** A marker is only what a program says of itself. Whom it descends from counts for more. */
function isForeign({ pid, group }: ProcEntry, { foreign }: Family): boolean {
  if (foreign === undefined) return false;
  const line = [...ancestry(pid), group].map(readProcEntry).filter((entry) => entry !== undefined);
  return line.some((entry) => foreign.has(keyOf(entry)));
}

function addDescendants(members: Map<number, ProcEntry>, others: readonly ProcEntry[]): void {
  const families = new Map([...members.keys()].map((pid) => [pid, true]));
  spreadToDescendants(families, others);
  for (const entry of others) if (families.has(entry.pid)) members.set(entry.pid, entry);
}

/** Gives to who descends from somebody in `marks`, and has no mark, the same mark. */
export function spreadToDescendants<T>(marks: Map<number, T>, entries: readonly ProcEntry[]): void {
  const children = Map.groupBy(entries, (entry) => entry.parent);
  // A map goes on to what is added while it is walked through.
  for (const [pid, mark] of marks) {
    for (const child of children.get(pid) ?? []) if (!marks.has(child.pid)) marks.set(child.pid, mark);
  }
}

/** One line of text, for `parseFamilies`. A marker holds no space. */
export function formatFamilies(families: readonly Family[]): string {
  const words = ({ marker, leader, known }: Family): readonly (string | number)[] => [
    marker,
    leader?.pid ?? 0,
    leader?.startTicks ?? 0,
    [...(known ?? [])].join(','),
  ];
  return families.map((family) => words(family).join(' ')).join('\t');
}

export function parseFamilies(line: string): readonly Family[] {
  const entries = line.split('\t').map((entry) => entry.split(' '));
  return entries.flatMap(([marker = '', pid, startTicks, known = '']) => {
    if (marker === '') return [];
    const leader = pid === '0' ? undefined : { pid: Number(pid), startTicks: Number(startTicks) };
    return [{ marker, leader, known: new Set(known.split(',')) }];
  });
}

/** This program and those that it was started from: never a part of what we end. */
function ancestry(pid: number): ReadonlySet<number> {
  const line = new Set<number>();
  for (let at = pid; at > 0 && !line.has(at); at = readProcEntry(at)?.parent ?? 0) line.add(at);
  return line;
}
