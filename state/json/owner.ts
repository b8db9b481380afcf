import { readFile, readlink } from 'node:fs/promises';
import { errnoOf } from './store-error.ts';

/** A process, told apart from every other that had or will have its number. Without /proc only the number is known. */
export interface Owner {
  readonly pid: number;
  /** Ticks from boot to its start. */
  readonly startTime?: string | undefined;
  readonly bootId?: string | undefined;
  readonly pidNamespace?: string | undefined;
}

export async function thisOwner(): Promise<Owner> {
  const [startTime, bootId, pidNamespace] = await Promise.all([
    startTimeOf(process.pid),
    orUndefined(readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim())),
    orUndefined(readlink('/proc/self/ns/pid')),
  ]);
  return { pid: process.pid, startTime, bootId, pidNamespace };
}

/** `elsewhere`: another container, another machine or an earlier boot, which this process cannot look into. */
export async function judgeOwner(owner: Owner, me: Owner): Promise<'alive' | 'dead' | 'elsewhere'> {
  if (owner.bootId !== me.bootId || owner.pidNamespace !== me.pidNamespace) return 'elsewhere';
  if (owner.startTime === undefined) return answersToSignals(owner.pid) ? 'alive' : 'dead';
  return (await startTimeOf(owner.pid)) === owner.startTime ? 'alive' : 'dead';
}

export function isOwner(claim: unknown): claim is Owner {
  return typeof claim === 'object' && claim !== null && 'pid' in claim && typeof claim.pid === 'number';
}

// Field 22 of proc(5), counted behind the name, which may hold spaces and brackets. A zombie is dead.
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await orUndefined(readFile(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}
