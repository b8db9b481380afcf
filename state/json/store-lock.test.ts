import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { OperatorError } from '#domain/operator-error.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { waitFor } from '#testing/wait-for.ts';
import { makeDataFolder, sweepLeftovers } from './data-folder.ts';
import { layoutOf } from './layout.ts';
import { type Owner, thisOwner } from './owner.ts';
import { acquireLock } from './store-lock.ts';

const program = join(import.meta.dirname, '../../src/testing/programs/hold-store.ts');

interface Holder {
  readonly pid: number;
  readonly said: string;
  end(signal?: 'SIGKILL'): Promise<void>;
}

test('a second live process is refused with the number of the first', () =>
  withDataFolder(async (data) => {
    const first = await startHolder(data);
    const refusal = await withStore(data, async () => {}).catch((error: unknown) => error);
    const active = await withStore(data, ({ runs }) => runs.active(), { readOnly: true });
    await first.end();
    assert.equal(first.said, 'opened');
    assert.deepEqual(active, []);
    assert.ok(refusal instanceof OperatorError);
    assert.equal(refusal.code, 'STORE_IN_USE');
    assert.equal(refusal.message, `The data folder "${data}" is in use by process ${first.pid}`);
    assert.match(refusal.hint, /^Stop process \d+ first, or name another folder/u);
    await withStore(data, async () => {});
  }));

test('the same process is refused as well until it has closed its store', () =>
  withDataFolder(async (data) => {
    await withStore(data, () =>
      assert.rejects(
        withStore(data, async () => {}),
        { code: 'STORE_IN_USE' },
      ),
    );
    await withStore(data, async () => {});
  }));

test('of many that start at once on the lock of a dead process exactly one wins, round after round', () =>
  withDataFolder(async (data) => {
    const dead = await startHolder(data);
    await dead.end('SIGKILL');
    for (let round = 0; round < 4; round += 1) {
      const starters = await Promise.all(Array.from({ length: 5 }, () => startHolder(data)));
      await Promise.all(starters.map((starter) => starter.end(round % 2 === 0 ? 'SIGKILL' : undefined)));
      const refused = starters.filter(({ said }) => said !== 'opened').map(({ said }) => said.split(' ')[0]);
      assert.deepEqual(refused, ['STORE_IN_USE', 'STORE_IN_USE', 'STORE_IN_USE', 'STORE_IN_USE']);
    }
  }));

test('a starter that looks for its folders while the winner tidies them finds them all', () =>
  withDataFolder(async (data) => {
    const layout = layoutOf(data);
    await makeDataFolder(layout);
    await writeFile(join(layout.removed, 'left'), '');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([sweepLeftovers(layout), ...Array.from({ length: 6 }, () => makeDataFolder(layout))]);
      assert.deepEqual(await readdir(layout.removed), []);
    }
  }));

test('of many takers in one process exactly one wins a lock that is free, and the folder stays tidy', () =>
  withDataFolder(async (data) => {
    const lock = join(data, 'lock');
    await mkdir(lock, { recursive: true });
    for (let round = 0; round < 20; round += 1) {
      const takers = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(lock)));
      const won = takers.filter((taker) => taker.status === 'fulfilled');
      assert.equal(won.length, 1);
      await won[0]?.value.release();
      assert.equal((await readdir(lock)).length, 1);
    }
  }));

test('a process that got the number of a dead owner is not taken for it', () =>
  withDataFolder(async (data) => {
    await writeClaim(data, { startTime: '1' });
    await withStore(data, async () => {});
  }));

test('a claim that a loss of power has torn is taken over', () =>
  withDataFolder(async (data) => {
    const claim = await writeClaim(data, {});
    await writeFile(claim, '{"pid":');
    await withStore(data, async () => assert.deepEqual(await readdir(join(data, 'lock')), ['8']));
  }));

test('an owner in another container is believed alive while it touches its claim', () =>
  withDataFolder(async (data) => {
    const claim = await writeClaim(data, { pidNamespace: 'pid:[1]' });
    const beat = setInterval(() => void utimes(claim, new Date(), new Date()), 100);
    await assert.rejects(
      withStore(data, async () => {}),
      { code: 'STORE_IN_USE' },
    );
    clearInterval(beat);
  }));

test('an owner in another container or of an earlier boot is believed dead once it has been silent', () =>
  withDataFolder(async (data) => {
    const claim = await writeClaim(data, { bootId: 'another' });
    await utimes(claim, new Date(), new Date(Date.now() - 60_000));
    await withStore(data, async () => {});
  }));

test('a process whose folder was taken over writes no more', () =>
  withDataFolder((data) =>
    withStore(data, async ({ locks }) => {
      await rm(join(data, 'lock', '1'));
      const refusal = await waitFor('the refusal', () => locks.unlock('staging').catch((error: unknown) => error));
      assert.ok(refusal instanceof OperatorError);
      assert.equal(refusal.code, 'STORE_TAKEN_OVER');
    }),
  ));

/** A claim like one of this process, but for what is given. */
async function writeClaim(data: string, changes: Partial<Owner>): Promise<string> {
  await mkdir(join(data, 'lock'), { recursive: true });
  const claim = join(data, 'lock', '7');
  await writeFile(claim, JSON.stringify({ ...(await thisOwner()), ...changes }));
  return claim;
}

async function startHolder(data: string): Promise<Holder> {
  const child = spawn(process.execPath, [program, data], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const [said] = await once(createInterface(child.stdout), 'line');
  return {
    pid: child.pid ?? 0,
    said: String(said),
    end: async (signal) => {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      await exit;
    },
  };
}
