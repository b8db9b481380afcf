import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { order, post, request } from '../contract/sentence.ts';
import { alarm, close, place, probingOrder, result, silence, slot } from '../contract/watch-sentence.ts';

const program = join(import.meta.dirname, '../../src/testing/programs/append-runs.ts');

test('beside a process that writes, every record read is whole, newest first and never goes back', () =>
  withDataFolder(async (data) => {
    const child = spawn(process.execPath, [program, data, 'q'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const lines = createInterface(child.stdout);
    const told: string[] = [];
    lines.on('line', (line) => told.push(...(line.startsWith('told ') ? [line.split(' ')[2] ?? ''] : [])));
    await once(lines, 'line');
    try {
      await withStore(
        data,
        async (store) => {
          let most = 0;
          for (let look = 0; look < 200 || most < 10; look += 1) {
            const [acknowledged = ''] = told.slice(-1);
            const runs = await store.runs.list({ limit: 20 });
            const numbers = runs.map((run) => Number(run.id.slice(1)));
            assert.deepEqual(
              numbers,
              numbers.toSorted((a, b) => b - a),
            );
            assert.ok((numbers[0] ?? 0) >= most, 'the newest run was missed');
            most = numbers[0] ?? 0;
            if (acknowledged !== '') {
              assert.ok((await store.runs.get(acknowledged))?.toldAt, acknowledged);
              assert.ok(
                runs.some((run) => run.id === acknowledged),
                acknowledged,
              );
            }
            await Promise.all([store.runs.active(), store.runs.untold(), store.requests.pending(), store.locks.list()]);
            for (const run of runs.slice(0, 2)) await store.runs.tests(run.id);
          }
          assert.deepEqual(store.notices, []);
        },
        { readOnly: true },
      );
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
  }));

test('every writing call of a store opened for reading is refused', () =>
  withDataFolder(async (data) => {
    await withStore(data, async (writer) => {
      await writer.runs.add(order());
      await withStore(
        data,
        async ({ runs, requests, posts, locks, watch }) => {
          const refused = { name: 'OperatorError', code: 'STORE_READ_ONLY' };
          const lock = { environment: 'staging', by: order().requestedBy, at: order().queuedAt };
          await assert.rejects(runs.add(order()), refused);
          await assert.rejects(runs.change('r1', {}), refused);
          await assert.rejects(runs.saveTests('r1', []), refused);
          await assert.rejects(requests.accept(request()), refused);
          await assert.rejects(requests.finish('q1', ''), refused);
          await assert.rejects(posts.save(post()), refused);
          await assert.rejects(locks.lock(lock), refused);
          await assert.rejects(locks.unlock('staging'), refused);
          await assert.rejects(watch.probes.add([result()]), refused);
          await assert.rejects(watch.ledger.add([close()]), refused);
          await assert.rejects(watch.sweeps.add(slot()), refused);
          await assert.rejects(watch.probings.add(probingOrder()), refused);
          await assert.rejects(watch.probings.change('p1', {}), refused);
          await assert.rejects(watch.incidents.open(alarm(), place), refused);
          await assert.rejects(
            watch.incidents.change('i1', (incident) => incident),
            refused,
          );
          await assert.rejects(watch.silences.set(silence()), refused);
          await assert.rejects(watch.silences.remove('staging', 'chat'), refused);
          assert.equal(runs.folder('r1'), join(data, 'runs/r1'));
          assert.throws(() => runs.folder('../r1'), { code: 'UNKNOWN_RUN' });
        },
        { readOnly: true },
      );
    });
  }));

test('a store that nobody has written to reads as empty, and reading makes no folder', () =>
  withDataFolder(async (data) => {
    await withStore(
      data,
      async ({ runs, requests, posts, locks }) => {
        assert.deepEqual(await runs.list({ limit: 9 }), []);
        assert.deepEqual(await runs.active(), []);
        assert.equal(await runs.get('r1'), undefined);
        assert.deepEqual(await requests.pending(), []);
        assert.equal(await posts.get('r1/root'), undefined);
        assert.deepEqual(await locks.list(), []);
      },
      { readOnly: true },
    );
    assert.equal(existsSync(data), false);
  }));
