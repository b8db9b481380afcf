import assert from 'node:assert/strict';
import { appendFile, copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { memory, withDataFolder, withStore } from '#testing/data-folder.ts';
import { waitFor } from '#testing/wait-for.ts';
import { request } from '../contract/sentence.ts';

const start = Date.parse('2025-11-22T23:47:00.000Z');
const minutes = 60_000;
const responseUrl = 'https://hooks.slack.com/commands/T1/canary';
const at = (ms: number) => ({ now: () => new Date(start + ms) });

test('a journal torn at any byte keeps every whole line, and goes on', () =>
  withDataFolder(async (data) => {
    const journal = join(data, 'requests/00000001.ndjson');
    const ids = ['q1', 'q2', 'q3'];
    await withStore(data, async ({ requests }) => {
      for (const id of ids) await requests.accept(request({ id, words: ['é', 'run'] }));
    });
    const whole = await readFile(journal);
    for (let length = 0; length <= whole.length; length += 1) {
      await writeFile(journal, whole.subarray(0, length));
      await withStore(data, async ({ requests, notices }) => {
        const lines = whole.subarray(0, length).toString('latin1').split('\n').length - 1;
        assert.deepEqual(
          (await requests.pending()).map(({ id }) => id),
          ids.slice(0, lines),
        );
        assert.deepEqual(notices, []);
        assert.equal(await requests.accept(request({ id: 'next' })), true);
      });
      await withStore(data, async ({ requests }) => assert.equal((await requests.pending()).at(-1)?.id, 'next'));
    }
  }, memory));

test('a damaged line is passed over and said, and the others count', () =>
  withDataFolder(async (data) => {
    const journal = join(data, 'requests/00000001.ndjson');
    await withStore(data, async ({ requests }) => {
      for (const id of ['q1', 'q2', 'q3']) await requests.accept(request({ id }));
    });
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.replace('"q2"', '"q9"'));
    await appendFile(journal, `\\u0000\n{"crc":"00000000"}\nnull\n`);
    await withStore(data, async ({ requests, notices }) => {
      assert.deepEqual(
        (await requests.pending()).map(({ id }) => id),
        ['q1', 'q3'],
      );
      assert.deepEqual(notices, ['4 lines of "requests/00000001.ndjson" are damaged and were passed over']);
    });
  }));

test('what a loss of power left behind a gap is cleared away, and never comes up between later lines', () =>
  withDataFolder(async (data) => {
    const journal = join(data, 'requests/00000001.ndjson');
    await withStore(data, async ({ requests }) => {
      for (const id of ['q1', 'q2']) await requests.accept(request({ id }));
    });
    const [first = '', second = ''] = (await readFile(journal, 'utf8')).split('\n');
    await writeFile(journal, `${first}\n${'\0'.repeat(40)}${second}\n`);
    await withStore(data, ({ requests }) => requests.accept(request({ id: 'q3' })));
    await withStore(data, async ({ requests, notices }) => {
      assert.deepEqual(
        (await requests.pending()).map(({ id }) => id),
        ['q1', 'q3'],
      );
      assert.deepEqual(notices, []);
    });
  }));

test('a file whose beginning was torn is completed by the one before it', () =>
  withDataFolder(async (data) => {
    const [before, newest] = [join(data, 'requests/00000001.ndjson'), join(data, 'requests/00000002.ndjson')];
    await withStore(data, ({ requests }) => requests.accept(request({ id: 'q1', responseUrl })));
    const first = await readFile(before);
    await withStore(data, ({ requests }) => requests.accept(request({ id: 'q2', words: ['run', 'x'.repeat(200)] })));
    await writeFile(newest, (await readFile(before)).subarray(first.length));
    await writeFile(before, first);
    await withStore(data, async ({ requests }) => {
      assert.deepEqual(
        (await requests.pending()).map(({ id }) => id),
        ['q1', 'q2'],
      );
      await requests.finish('q1', 'answered');
    });
    await withStore(data, async ({ requests, notices }) => {
      assert.deepEqual(
        (await requests.pending()).map(({ id }) => id),
        ['q2'],
      );
      assert.deepEqual(notices, []);
    });
  }));

test('a response URL is on no disk once its request is finished', () =>
  withDataFolder(async (data) => {
    await withStore(data, async ({ requests }) => {
      await requests.accept(request({ id: 'q1', responseUrl }));
      await requests.accept(request({ id: 'q2', responseUrl: `${responseUrl}2` }));
      assert.match(await readFile(join(data, 'requests/00000001.ndjson'), 'utf8'), /canary"/u);
      await requests.finish('q1', 'answered');
    });
    assert.doesNotMatch(await readFile(join(data, 'requests/00000001.ndjson'), 'utf8'), /canary"/u);
    await withStore(data, async ({ requests, notices }) => {
      assert.deepEqual(
        (await requests.pending()).map((each) => each.responseUrl),
        [`${responseUrl}2`],
      );
      await requests.finish('q2', 'answered');
      assert.deepEqual(notices, []);
    });
    assert.doesNotMatch(await readFile(join(data, 'requests/00000001.ndjson'), 'utf8'), /canary/u);
  }));

test('a response URL is forgotten after thirty minutes, in memory and with the next write on disk', () =>
  withDataFolder(async (data) => {
    await withStore(data, ({ requests }) => requests.accept(request({ id: 'q1', responseUrl })), at(0));
    await withStore(
      data,
      async ({ requests }) => assert.equal((await requests.pending())[0]?.responseUrl, responseUrl),
      at(29 * minutes),
    );
    await withStore(
      data,
      async ({ requests }) => {
        assert.deepEqual(await requests.pending(), [request({ id: 'q1' })]);
        await requests.accept(request({ id: 'q2' }));
      },
      at(31 * minutes),
    );
    assert.doesNotMatch(await readFile(join(data, 'requests/00000001.ndjson'), 'utf8'), /canary/u);
    await withStore(data, async ({ requests, notices }) => {
      assert.equal((await requests.pending()).length, 2);
      assert.deepEqual(notices, []);
    });
  }));

test('an id is recognised for an hour', () =>
  withDataFolder(async (data) => {
    await withStore(
      data,
      async ({ requests }) => {
        await requests.accept(request());
        await requests.finish('q1', 'answered');
      },
      at(0),
    );
    await withStore(
      data,
      async ({ requests }) => assert.equal(await requests.accept(request()), false),
      at(59 * minutes),
    );
    await withStore(
      data,
      async ({ requests }) => assert.equal(await requests.accept(request()), true),
      at(61 * minutes),
    );
  }));

test('a journal that grows goes on in the next file; what is pending and recently seen goes with it', () =>
  withDataFolder(async (data) => {
    const words = ['x'.repeat(1_000)];
    const folder = join(data, 'requests');
    const onDisk = async () =>
      (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).join('');
    await withStore(
      data,
      async ({ requests }) => {
        await requests.accept(request({ id: 'kept', responseUrl }));
        for (let n = 0; n < 1_000; n += 20) {
          const ids = Array.from({ length: 20 }, (_, place) => `q${n + place}`);
          await Promise.all(ids.map((id) => requests.accept(request({ id, words }))));
          await Promise.all(ids.map((id) => requests.finish(id, 'answered')));
          // Requests come in turns of their own, between which the next file is made.
          await readdir(folder);
        }
        assert.deepEqual(
          (await requests.pending()).map(({ id }) => id),
          ['kept'],
        );
      },
      at(0),
    );
    assert.ok((await readdir(folder)).length >= 4, (await readdir(folder)).join());
    assert.equal((await onDisk()).split('canary').length, 2, 'the URL stands in more than one file');
    await withStore(
      data,
      async ({ requests, notices }) => {
        assert.deepEqual(await requests.pending(), [request({ id: 'kept', responseUrl })]);
        for (const id of ['kept', 'q0', 'q500', 'q999']) assert.equal(await requests.accept(request({ id })), false);
        assert.deepEqual(notices, []);
        await requests.finish('kept', 'answered');
      },
      at(minutes),
    );
    assert.doesNotMatch(await onDisk(), /canary/u);
  }, memory));

test('a response URL that died is not carried into the next file', () =>
  withDataFolder(async (data) => {
    const folder = join(data, 'requests');
    let passed = 0;
    await withStore(
      data,
      async ({ requests }) => {
        await requests.accept(request({ id: 'kept', responseUrl }));
        passed = 31 * minutes;
        for (let n = 0; (await readdir(folder)).length < 4 && n < 1_000; n += 1)
          await requests.accept(request({ id: `q${n}`, words: ['x'.repeat(1_000)] }));
      },
      { now: () => new Date(start + passed) },
    );
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    assert.equal(files.filter((text) => text.includes('"kept"')).length >= 2, true, 'nothing was carried');
    assert.doesNotMatch(files.join(''), /canary/u);
  }, memory));

test('the record of who did what is bounded', () =>
  withDataFolder(async (data) => {
    const folder = join(data, 'requests');
    await mkdir(folder, { recursive: true });
    for (let n = 1; n <= 300; n += 1) await copyFile('/dev/null', join(folder, `${String(n).padStart(8, '0')}.ndjson`));
    await writeFile(join(folder, '00000300.ndjson'), '{}\n');
    await withStore(data, async ({ requests }) => {
      await requests.accept(request());
      await waitFor('the oldest files to go', async () => (await readdir(folder)).length <= 256 || undefined);
    });
    assert.ok((await readdir(folder)).includes('00000300.ndjson'));
  }, memory));

test('requests that come together share one write', () =>
  withDataFolder(async (data) => {
    await withStore(data, async ({ requests }) => {
      const begun = performance.now();
      await Promise.all(Array.from({ length: 5_000 }, (_, n) => requests.accept(request({ id: `q${n}` }))));
      assert.ok(performance.now() - begun < 5_000);
      assert.equal((await requests.pending()).length, 5_000);
    });
    await truncate(join(data, 'requests/00000001.ndjson'), 100);
    await withStore(data, async ({ requests }) => assert.deepEqual(await requests.pending(), []));
  }));
