import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

/** Runs a script that may open the pipe `pipe`, which nobody writes to, as often as it likes. */
async function endOf(script: string): Promise<unknown> {
  const folder = await mkdtemp(path.join(tmpdir(), 'end-in-time-'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  const url = new URL('end-in-time.ts', import.meta.url).href;
  const head = `import { readFile } from 'node:fs'; import { endInTime, endWith } from '${url}';`;
  const words = ['--input-type=module', '-e', `${head}${script}`];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: 'inherit', timeout: 5_000 });
  try {
    return await once(child, 'exit');
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

test('a program that could stop ends with 0, also with a timer left', async () => {
  const script = 'setInterval(() => {}, 9999); await endInTime(async () => {}, 4000)';
  assert.deepEqual(await endOf(script), [0, null]);
});

for (const count of [1, 4]) {
  test(`${count} threads that wait for a pipe do not keep a program that is to stop`, async () => {
    const begin = performance.now();
    const script = `for (let i = 0; i < ${count}; i += 1) readFile('pipe', () => {}); await endInTime(async () => {}, 500)`;
    assert.deepEqual(await endOf(script), [null, 'SIGKILL']);
    assert.ok(performance.now() - begin < 4_000);
  });
}

test('an end with a code waits for no pipe', async () => {
  assert.deepEqual(await endOf('setInterval(() => {}, 9999); await endWith(2)'), [2, null]);
  assert.deepEqual(await endOf("readFile('pipe', () => {}); await endWith(2)"), [null, 'SIGKILL']);
});

test('a stop that never ends is cut short', async () => {
  const script = 'setInterval(() => {}, 9999); await endInTime(() => new Promise(() => {}), 300)';
  assert.deepEqual(await endOf(script), [null, 'SIGKILL']);
});
