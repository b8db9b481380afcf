import { setTimeout } from 'node:timers/promises';

import { findFamily, keyOf, type Family } from './family.ts';
import { describeProc, hasProc, readProcEntry, type ProcEntry } from './proc.ts';

export interface FamilyEnd {
  /** Who was still running and is no more, as `describeProc` calls them. */
  readonly ended: readonly string[];
  /** Who could not be ended within ten seconds: it belongs to another user, or hangs in the kernel. */
  readonly survivors: readonly string[];
}

/** How long it takes until KILL has shown its effect, or never will. */
const killBoundMs = 10_000;
const pollMs = 40;

export interface Patience {
  /** Before TERM, for those that are about to end by themselves; none unless named. */
  readonly settleMs?: number | undefined;
  /** Between TERM and KILL. */
  readonly graceMs: number;
}

/** Ends all that belongs to a run: TERM, a grace, KILL, until nobody is found any more. Resolves at once when nobody is. */
export async function endFamily(family: Family, { settleMs = 0, graceMs }: Patience): Promise<FamilyEnd> {
  if (!hasProc()) return endGroup(family, graceMs);
  if ((await waitForEnd(family, settleMs, new Map())).length === 0) return { ended: [], survivors: [] };
  const seen: Seen = new Map();
  const first = await waitForEnd(family, 0, seen);
  for (const member of first) signalMember(member, 'SIGTERM');
  let left = await waitForEnd(family, graceMs, seen);
  if (left.length > 0) left = await killAll(family, seen);
  const survivors = left.map((member) => seen.get(keyOf(member)) ?? '');
  return { ended: [...seen.values()].filter((name) => !survivors.includes(name)), survivors };
}

/** Who was seen, and what they are called. */
type Seen = Map<string, string>;

/** Returns whether somebody of them had not been seen before. */
function remember(members: readonly ProcEntry[], seen: Seen): boolean {
  const fresh = members.filter((member) => !seen.has(keyOf(member)));
  for (const member of fresh) seen.set(keyOf(member), describeProc(member.pid));
  return fresh.length > 0;
}

async function waitForEnd(family: Family, boundMs: number, seen: Seen): Promise<readonly ProcEntry[]> {
  const endsAt = performance.now() + boundMs;
  let pauseMs = 5;
  for (;;) {
    const left = await findFamily(family, { seen });
    remember(left, seen);
    if (left.length === 0 || performance.now() >= endsAt) return left;
    await setTimeout(pauseMs);
    pauseMs = Math.min(2 * pauseMs, pollMs);
  }
}

/** Everybody is stopped before anybody is killed: who is stopped starts no others, and none loses the parent it is known by. */
async function killAll(family: Family, seen: Seen): Promise<readonly ProcEntry[]> {
  const endsAt = performance.now() + killBoundMs;
  let left: readonly ProcEntry[] = [];
  do {
    for (let round = 0, isNew = true; isNew && round < 10; round += 1) {
      left = await findFamily(family, { seen, onFound: stop });
      for (const member of left) stop(member);
      isNew = remember(left, seen);
    }
    for (const member of left) signalMember(member, 'SIGKILL');
    left = await waitForEnd(family, pollMs, seen);
  } while (left.length > 0 && performance.now() < endsAt);
  return left;
}

function stop(member: ProcEntry): void {
  signalMember(member, 'SIGSTOP');
}

/** Looks again right before the signal, so that it never reaches a stranger who got the same id. */
function signalMember({ pid, startTicks }: ProcEntry, signal: NodeJS.Signals): void {
  if (readProcEntry(pid)?.startTicks !== startTicks) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or it is another user's and counts as a survivor.
  }
}

/** All that can be done without `/proc`: a program that left its group is not found. */
async function endGroup({ leader }: Family, graceMs: number): Promise<FamilyEnd> {
  if (leader === undefined || !signalGroup(leader.pid, 0)) return { ended: [], survivors: [] };
  const name = `group (${leader.pid})`;
  signalGroup(leader.pid, 'SIGTERM');
  if (await isGroupGone(leader.pid, graceMs)) return { ended: [name], survivors: [] };
  signalGroup(leader.pid, 'SIGKILL');
  const isGone = await isGroupGone(leader.pid, killBoundMs);
  return isGone ? { ended: [name], survivors: [] } : { ended: [], survivors: [name] };
}

async function isGroupGone(group: number, boundMs: number): Promise<boolean> {
  const endsAt = performance.now() + boundMs;
  while (signalGroup(group, 0)) {
    if (performance.now() >= endsAt) return false;
    await setTimeout(pollMs);
  }
  return true;
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
