import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { OperatorError } from '#domain/operator-error.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { order, post, request } from '../contract/sentence.ts';
import { alarm, at, close, place, probingOrder, result, silence, slot } from '../contract/watch-sentence.ts';
import type { Store } from '../state.ts';
import type { WatchStore } from '../watch.ts';

test('on a full disk every write is refused, what was saved is intact, and with room again all works', (t) =>
  withSmallDisk(t, async (disk) => {
    const data = join(disk, 'data');
    const accepted: string[] = [];
    await withStore(data, async (store) => {
      await fill(store);
      await writeFile(join(disk, 'ballast'), Buffer.alloc(1024 * 1024)).catch(() => undefined);
      await assertRefused(store, 'STORE_FULL');
      accepted.push(...(await acceptUntilRefused(store)));
      assert.deepEqual(
        (await store.requests.pending()).map(({ id }) => id),
        ['q1', ...accepted],
      );
      await rm(join(disk, 'ballast'));
      await assertWorking(store);
    });
    await withStore(data, (store) => assertReopened(store, accepted));
  }));

test('on a disk that turned read-only every write is refused, and after a remount all works', (t) =>
  withSmallDisk(t, async (disk) => {
    const data = join(disk, 'data');
    // No journal is open for writing yet, which would keep the disk from being remounted.
    await withStore(data, fill);
    mount(['-o', 'remount,ro', disk]);
    await assert.rejects(withStore(data, fill), { name: 'OperatorError', code: 'STORE_NOT_WRITABLE' });
    await withStore(data, async (store) => assert.equal((await store.runs.get('r1'))?.state, 'queued'), {
      readOnly: true,
    });
    mount(['-o', 'remount,rw', disk]);
    await withStore(data, assertWorking);
    await withStore(data, (store) => assertReopened(store));
  }));

test('without file descriptors records are refused, requests are still accepted, and later all works', (t) =>
  withDataFolder(async (data) => {
    await withStore(data, async (store) => {
      await fill(store);
      const taken = await takeDescriptors(t);
      if (taken === undefined) return;
      try {
        await assert.rejects(store.runs.change('r1', { latestTest: 'no' }), { code: 'STORE_NO_DESCRIPTORS' });
        await assert.rejects(store.runs.add(order({ requestId: 'no', suite: 'no' })), { code: 'STORE_NO_DESCRIPTORS' });
        await assert.rejects(store.posts.save(post({ state: 'given-up' })), { code: 'STORE_NO_DESCRIPTORS' });
        assert.equal(await store.requests.accept(request({ id: 'held' })), true);
      } finally {
        await Promise.all(taken.map((file) => file.close()));
      }
      await store.requests.finish('held', 'answered');
      await assertWorking(store);
    });
    await withStore(data, (store) => assertReopened(store));
  }));

test('a data folder that cannot be one is refused with the way out', () =>
  withDataFolder(async (data) => {
    const file = join(data, '..', 'file');
    await writeFile(file, 'text');
    for (const readOnly of [false, true]) {
      await assert.rejects(
        withStore(file, async () => {}, { readOnly }),
        { name: 'OperatorError', code: 'STORE_NOT_A_FOLDER' },
      );
      await assert.rejects(
        withStore(join(file, 'data'), async () => {}, { readOnly }),
        { code: 'STORE_NOT_A_FOLDER' },
      );
    }
    await assert.rejects(
      withStore(join(data, 'deep', 'data'), async () => {}),
      { code: 'STORE_NO_FOLDER', hint: /Mount its disk or make it/u },
    );
    await symlink('/nonexistent/disk', join(data, '..', 'link'));
    await assert.rejects(
      withStore(join(data, '..', 'link'), async () => {}),
      { name: 'OperatorError' },
    );
  }));

test('the folder and all in it are for its owner alone', () =>
  withDataFolder(async (data) => {
    const before = process.umask(0);
    try {
      await withStore(data, fill);
    } finally {
      process.umask(before);
    }
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      assert.equal((mode & 0o777).toString(8), entry.isFile() ? '600' : '700', entry.name);
    }
    assert.equal(((await stat(data)).mode & 0o777).toString(8), '700');
  }));

test('a folder that somebody may read but not write is refused', () =>
  withDataFolder(async (data) => {
    await mkdir(data);
    await chmod(data, 0o500);
    await asNobody(data, () =>
      assert.rejects(
        withStore(data, async () => {}),
        { code: 'STORE_NOT_WRITABLE' },
      ),
    );
  }));

const nobody = 65_534;

/** Root may write anywhere, so the work is done as somebody else who owns the folder. */
async function asNobody(data: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  await chown(data, nobody, nobody);
  await chmod(dirname(data), 0o755);
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

test('NODE_ENV=test still means the disk', () =>
  withDataFolder(async (data) => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'test';
    try {
      await withStore(data, fill);
    } finally {
      if (before === undefined) delete process.env['NODE_ENV'];
      else process.env['NODE_ENV'] = before;
    }
    await withStore(data, async (store) => assert.equal((await store.runs.get('r1'))?.state, 'queued'));
  }));

async function fill({ requests, runs, posts, watch }: Store): Promise<void> {
  await requests.accept(request());
  await runs.add(order());
  await runs.saveTests('r1', [{ id: 'a', outcome: 'passed', durationMs: 1, attempts: 1 }]);
  await posts.save(post());
  await Promise.all(writesTo(watch, 'first').map((write) => write()));
}

/** One write to each store of what watching keeps. */
function writesTo(watch: WatchStore, key: string): readonly (() => Promise<unknown>)[] {
  return [
    () => watch.probes.add([result({ endpoint: key })]),
    () => watch.ledger.add([close({ endpoint: key })]),
    () => watch.sweeps.add(slot({ sweep: key })),
    () => watch.probings.add(probingOrder({ requestId: key })),
    () => watch.incidents.open(alarm({ key }), place),
    () => watch.silences.set(silence({ endpoint: key })),
  ];
}

/** What of these keys can be read, in the order of their stores. */
async function keysIn({ probes, ledger, sweeps, probings, incidents, silences }: WatchStore): Promise<unknown> {
  return [
    (await probes.points({ since: at(0), limit: 9 })).map(({ endpoint }) => endpoint).toReversed(),
    (await ledger.since(at(0)))
      .map(({ endpoint }) => endpoint)
      .toSorted()
      .toReversed(),
    (await sweeps.list({ since: at(0), limit: 9 })).map(({ sweep }) => sweep).toReversed(),
    (await probings.active()).map(({ requestId }) => requestId),
    (await incidents.unfinished()).map((incident) => incident.alarm.key),
    (await silences.list(new Date(at(0)))).map(({ endpoint }) => endpoint),
  ];
}

async function assertRefused(store: Store, code: string): Promise<void> {
  const refused = { name: 'OperatorError', code };
  await assert.rejects(store.runs.add(order({ requestId: 'no', suite: 'no' })), refused);
  await assert.rejects(store.runs.change('r1', { latestTest: 'no' }), refused);
  await assert.rejects(store.runs.saveTests('r1', []), refused);
  await assert.rejects(store.posts.save(post({ state: 'given-up' })), refused);
  await assert.rejects(store.locks.lock({ environment: 'no', by: order().requestedBy, at: order().queuedAt }), refused);
  // The end of a page of the disk may still take a line.
  for (const write of writesTo(store.watch, 'x'.repeat(4096)))
    await assert.rejects(() => write(), refused, String(write));
  await assert.rejects(
    store.watch.incidents.change('i1', (incident) => ({ ...incident, state: 'resolved' })),
    refused,
  );
  await assertIntact(store);
}

/** The journal keeps some room ready; beyond it a request is refused, and none that was accepted is lost. */
async function acceptUntilRefused({ requests }: Store): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (;;) {
    const id = `full${accepted.length}`;
    const answer = await requests.accept(request({ id, words: ['x'.repeat(8192)] })).catch((error: unknown) => error);
    if (answer !== true) {
      assert.ok(answer instanceof OperatorError && answer.code === 'STORE_FULL', String(answer));
      return accepted;
    }
    accepted.push(id);
  }
}

async function assertIntact(store: Store): Promise<void> {
  assert.deepEqual(
    (await store.runs.list({ limit: 9 })).map((run) => [run.id, run.latestTest]),
    [['r1', undefined]],
  );
  assert.equal((await store.runs.tests('r1')).length, 1);
  assert.equal((await store.posts.get('r1/root'))?.state, 'sending');
  assert.deepEqual(await store.locks.list(), []);
  assert.deepEqual(
    await keysIn(store.watch),
    Array.from({ length: 6 }, () => ['first']),
  );
}

async function assertWorking(store: Store): Promise<void> {
  await assertIntact(store);
  assert.equal(await store.requests.accept(request({ id: 'again' })), true);
  await store.runs.change('r1', { state: 'running' });
  const { run } = await store.runs.add(order({ requestId: 'again', suite: 'again' }));
  await store.posts.save(post({ key: `${run.id}/root` }));
  await Promise.all(writesTo(store.watch, 'again').map((write) => write()));
}

async function assertReopened(store: Store, accepted: readonly string[] = []): Promise<void> {
  assert.deepEqual(store.notices, []);
  assert.deepEqual(
    await keysIn(store.watch),
    Array.from({ length: 6 }, () => ['first', 'again']),
  );
  assert.deepEqual(
    (await store.runs.active()).map((run) => [run.suite, run.state]),
    [
      ['critical', 'running'],
      ['again', 'queued'],
    ],
  );
  assert.deepEqual(
    (await store.requests.pending()).map(({ id }) => id),
    ['q1', ...accepted, 'again'],
  );
}

async function withSmallDisk(t: TestContext, work: (disk: string) => Promise<void>): Promise<void> {
  const disk = await mkdtemp(join(tmpdir(), 'teneleven-disk-'));
  try {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]);
    if (mounted.status !== 0) return t.skip('needs the right to mount a small disk (root)');
    await work(disk);
  } finally {
    spawnSync('umount', [disk]);
    await rm(disk, { recursive: true });
  }
}

function mount(words: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', words);
  assert.equal(status, 0, String(stderr));
}

/** Lowers the limit of this process and opens files until there are no more. */
async function takeDescriptors(t: TestContext): Promise<readonly FileHandle[] | undefined> {
  const lowered = spawnSync('prlimit', ['--pid', String(process.pid), '--nofile=128:']);
  if (lowered.status !== 0) {
    t.skip('needs prlimit (util-linux)');
    return undefined;
  }
  const taken: FileHandle[] = [];
  for (;;) {
    const file = await open('/dev/null').catch(() => undefined);
    if (file === undefined) return taken;
    taken.push(file);
  }
}
