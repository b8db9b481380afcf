import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

import { formatFamilies, type Family } from './family.ts';
import { createLookout, type Watched } from './lookout.ts';

/** Sees to it that the programs of a run do not outlive this program, however it ends. */
export interface Guardian {
  /**
   * Returns the family with who is seen of it from now on, and what to call when nothing is left of it. The guardian
   * starts beside the run, not in front of it.
   */
  watch(family: Family): Watched;
  /** Lets go of it. Called at the end, when no run is left; what is left is ended. */
  close(): void;
}

const program = fileURLToPath(new URL('guardian-program.ts', import.meta.url));
/** It holds about 60 MB, so it goes when there was nothing to watch for a while. */
const idleMs = 60_000;

export function createGuardian(): Guardian {
  const lookout = createLookout(tellChange);
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let told = '';

  function tell(): void {
    clearTimeout(idle);
    if (lookout.families().length > 0) child ??= start(() => (child = undefined));
    else idle = setTimeout(close, idleMs).unref();
    told = formatFamilies(lookout.families());
    child?.stdin?.write(`${told}\n`);
  }

  /** Not while it is behind: the next look says it as well. */
  function tellChange(): void {
    const isBehind = child?.stdin?.writableNeedDrain === true;
    if (!isBehind && lookout.families().length > 0 && formatFamilies(lookout.families()) !== told) tell();
  }

  function close(): void {
    clearTimeout(idle);
    child?.stdin?.end();
    child = undefined;
  }

  return {
    watch(given) {
      const watched = lookout.watch(given);
      tell();
      return {
        family: watched.family,
        forget() {
          watched.forget();
          tell();
        },
      };
    },
    close,
  };
}

/** A session of its own keeps it out of reach of signals to ours; the pipe keeps it informed that we live. */
function start(onEnd: () => void): ChildProcess {
  const child = spawn(process.execPath, ['--max-old-space-size=32', program], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('error', onEnd).once('exit', onEnd).unref();
  child.stdin.on('error', () => undefined);
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  lowerPriority(child.pid);
  return child;
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // It has ended already, or the system does not let us.
  }
}
