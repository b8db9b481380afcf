import { spawn, type SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a program that stays for each of its words, says `word pid` on its output, and ends, unless one of the words is
 * `and-stay`.
 */
const stayer = fileURLToPath(new URL('stay.ts', import.meta.url));
const own = fileURLToPath(import.meta.url);

const ways: Readonly<Record<string, SpawnOptions>> = {
  child: { stdio: 'ignore' },
  'holding-output': { stdio: 'inherit', detached: true },
  'own-session': { stdio: 'ignore', detached: true },
  'without-environment': { stdio: 'ignore', detached: true, env: {} },
};

for (const word of process.argv.slice(2)) {
  const way = ways[word];
  if (way !== undefined) process.stdout.write(`${word} ${startStayer(way)}\n`);
  // Its parent ends at once, as that of a daemon does.
  else if (word === 'daemon')
    spawn(process.execPath, [own, 'own-session'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true });
  else if (word === 'and-stay') setTimeout(() => undefined, 60_000);
}

function startStayer(way: SpawnOptions): number | undefined {
  const child = spawn(process.execPath, [stayer], way);
  child.unref();
  return child.pid;
}
