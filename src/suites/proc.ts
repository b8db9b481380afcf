import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** One program that runs on this machine. Its id can be used again after its end, its id and start together cannot. */
export interface ProcEntry {
  readonly pid: number;
  /** The first 15 characters of the program's name. */
  readonly name: string;
  readonly parent: number;
  readonly group: number;
  /** Clock ticks since the boot. */
  readonly startTicks: number;
}

/** False on systems without `/proc`, such as macOS. */
export function hasProc(): boolean {
  return existsSync('/proc/self/environ');
}

export function listPids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Undefined when there is no such program, or only its exit code is left of it (a zombie). */
export function readProcEntry(pid: number): ProcEntry | undefined {
  const text = readProcFile(pid, 'stat')?.toString('latin1');
  if (text === undefined) return undefined;
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    startTicks: Number(fields[19]),
  };
}

/** Whether the environment that a program was started with holds `entry` (`NAME=value`, or only how that begins). */
export function wasStartedWith(pid: number, entry: string, match: 'whole' | 'beginning'): boolean {
  const environment = readProcFile(pid, 'environ');
  if (environment === undefined) return false;
  const wanted = match === 'whole' ? `${entry}\0` : entry;
  for (let at = environment.indexOf(wanted); at >= 0; at = environment.indexOf(wanted, at + 1)) {
    if (at === 0 || environment[at - 1] === 0) return true;
  }
  return false;
}

function readProcFile(pid: number, file: 'stat' | 'environ'): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    return undefined;
  }
}
