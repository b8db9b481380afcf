import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { at, startMs } from '#state/contract/watch-sentence.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';

const program = join(import.meta.dirname, '../../../src/testing/programs/append-watch.ts');

test('beside a process that writes, all that it acknowledged is read, whole', () =>
  withDataFolder(async (data) => {
    const child = spawn(process.execPath, [program, data, 'q'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const lines = createInterface(child.stdout);
    const told = new Map<string, readonly string[]>();
    lines.on('line', (line) => {
      const words = line.split(' ');
      told.set(words[0] ?? '', words);
    });
    await once(lines, 'line');
    try {
      await withStore(
        data,
        async (store) => {
          for (let look = 0; look < 60 || told.size < 8; look += 1) await assertRead(store, told);
          assert.deepEqual(store.notices, []);
        },
        { readOnly: true },
      );
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
  }));

test('a store that nobody has written to reads as empty', () =>
  withDataFolder(async (data) => {
    await withStore(
      data,
      async ({ watch: { probes, ledger, sweeps, probings, incidents, silences } }) => {
        const found = await Promise.all([
          probes.latest(),
          probes.points({ since: at(0), limit: 9 }),
          ledger.since(at(0)),
          sweeps.list({ since: at(0), limit: 9 }),
          sweeps.latest(),
          probings.active(),
          probings.untold(),
          incidents.list({ limit: 9 }),
          incidents.unfinished(),
          silences.list(new Date(startMs)),
        ]);
        assert.deepEqual(found.flat(), []);
        assert.deepEqual([await probings.get('p1'), await incidents.get('../../x')], [undefined, undefined]);
      },
      { readOnly: true },
    );
    assert.equal(existsSync(data), false);
  }));

async function assertRead({ watch, posts }: Store, told: ReadonlyMap<string, readonly string[]>): Promise<void> {
  // Taken before the look: what comes meanwhile may be seen or not.
  const [, key = ''] = told.get('measured') ?? [];
  const [, , probing = ''] = told.get('done') ?? [];
  const [, , incident = ''] = told.get('acknowledged') ?? [];
  const since = at(0);
  if (key !== '') {
    const points = await watch.probes.points({ since, limit: 50 });
    assert.ok(
      points.some(({ endpoint }) => endpoint === key),
      key,
    );
    assert.ok((await watch.probes.latest()).some(({ endpoint }) => endpoint === key));
    assert.deepEqual(
      (await watch.ledger.since(since, { endpoint: key })).map(({ count }) => count),
      [3],
    );
    assert.ok((await watch.sweeps.latest()).some(({ sweep }) => sweep === key));
  }
  if (probing !== '') assert.equal((await watch.probings.get(probing))?.state, 'done');
  if (incident !== '') {
    assert.equal((await watch.incidents.get(incident))?.state, 'acknowledged');
    assert.equal((await posts.get(`${incident}/root`))?.state, 'sent');
    const unfinished = await watch.incidents.unfinished();
    assert.ok(unfinished.some(({ id }) => id === incident));
  }
  await Promise.all([watch.probings.active(), watch.silences.list(new Date(startMs))]);
}
