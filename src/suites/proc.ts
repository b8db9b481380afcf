import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** One program that runs on this machine. Its id can be used again after its end, its id and start together cannot. */
export interface ProcEntry {
  readonly pid: number;
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
  const text = readStat(pid);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    startTicks: Number(fields[19]),
  };
}

/**
 * `node worker.ts (4711)`: the program, and its script if it is run by one. No other words, which may be secret; and since
 * whoever starts a program names it as he likes (`exec -a`), its name only where the system knows it too.
 */
export function describeProc(pid: number): string {
  const [program = '', script = ''] = (readProcFile(pid, 'cmdline')?.toString() ?? '').split('\0');
  const known = [path.basename(readExecutable(pid)), (readProcFile(pid, 'comm')?.toString() ?? '').trim()];
  const name = known.find((each) => each === path.basename(program)) ?? known.find((each) => each !== '') ?? '';
  const isScript = /^[^-].*\.(?:[cm]?[jt]s|py|rb|sh)$/.test(script);
  return `${[name, isScript ? path.basename(script) : ''].join(' ').trim()} (${pid})`.trim();
}

function readExecutable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
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

/** One short line, in one read: this is done for every program of the machine. */
function readStat(pid: number): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(`/proc/${pid}/stat`, 'r');
    const bytes = Buffer.allocUnsafe(1_024);
    return bytes.toString('latin1', 0, readSync(file, bytes));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readProcFile(pid: number, file: 'environ' | 'cmdline' | 'comm'): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    return undefined;
  }
}
