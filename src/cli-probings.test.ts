import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Probing } from '#domain/probing.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { typeWords, withTerminal } from '#testing/terminal-scene.ts';
import { waitFor } from '#testing/wait-for.ts';

import { startStack } from '../examples/stack/start-stack.ts';
import { documentOf } from './cli-probings.ts';

test('a probe in a terminal prints its ladder, is kept, and ends with 0, 1 or 2', async () => {
  await withTerminal(async ({ data, setFaults, type }) => {
    const up = await type('probe', 'chat:subprotocol', 'on', 'staging');
    assert.deepEqual([up.code, up.stderr], [0, 'p1: probing chat:subprotocol on staging\n']);
    assert.match(up.stdout, /^chat:subprotocol on staging answers in .*\n +✓ dns +passed/u);
    setFaults('handler-error');
    const down = await type('probe', 'chat:subprotocol');
    assert.equal(down.code, 1);
    assert.match(down.stdout, /is down: closed by the server with 1011, reason "Internal error"/u);
    const mistaken = await type('probe', 'chta');
    assert.deepEqual([mistaken.code, mistaken.stdout], [2, '']);
    assert.match(mistaken.stderr, /Did you mean "chat"/u);
    const [latest] = await withStore(data, (store) => store.watch.probes.latest());
    assert.deepEqual([latest?.endpoint, latest?.standing], ['chat:subprotocol', 'down']);
    assert.match((await type('show', 'p2')).stdout, /Close +closed by the server with 1011/u);
  });
});

test('with --json there is one document with the results, and a missing variable is unknown: 3', async () => {
  await withTerminal(async ({ type }) => {
    const up = await type('probe', 'api', '--json');
    const document: { results: { endpoint: string; standing: string }[]; pairs: [] } = JSON.parse(up.stdout);
    assert.equal(document.results.length, 5);
    assert.deepEqual(
      [up.code, document.pairs, new Set(document.results.map(({ standing }) => standing))],
      [0, [], new Set(['up'])],
    );
  });
  const unknown = await typeWords(
    ['probe', 'auth', '--json', '--config', 'examples/e2e.yaml', '--data', '/dev/null/none'],
    {},
  );
  assert.equal(unknown.code, 2);
  await withDataFolder(async (data) => {
    const { code, stdout } = await typeWords(
      ['probe', 'auth', '--json', '--config', 'examples/e2e.yaml', '--data', data],
      {},
    );
    assert.equal(code, 3);
    assert.match(stdout, /MISSING_VARIABLE/u);
  });
});

test('beside a bot that holds the data folder it measures all the same, keeps nothing, and says so', async () => {
  await withTerminal(async ({ data, type }) => {
    const bot = await openJsonStore({ data, keepRuns: 10, keepProbesMs: 3_600_000, now: () => new Date() });
    try {
      const ended = await type('probe', 'auth', '--json');
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(JSON.parse(ended.stdout).results.length, 1);
      assert.match(ended.stderr, /what is measured now is not stored/u);
      assert.deepEqual(await bot.watch.probes.latest(), []);
      assert.equal((await type('run', 'critical')).code, 2);
    } finally {
      await bot.close();
    }
  });
});

test('a probe that is interrupted leaves nothing to measure, and ends with 3', async () => {
  const stack = await startStack({ pace: 0.02, faults: ['accept-delayed'] });
  try {
    await withDataFolder(async (data) => {
      const words = ['probe', 'chat', '--config', 'examples/e2e.yaml', '--data', data];
      const ended = await typeWords(words, stack.variables, async (child) => {
        await waitFor('the probe to run', async () => ((await look(data))?.state === 'running' ? true : undefined));
        child.kill('SIGINT');
      });
      assert.deepEqual([ended.code, ended.stdout], [3, 'Probing 3 endpoints of chat on staging was interrupted\n']);
      assert.equal((await look(data))?.state, 'interrupted');
    });
  } finally {
    await stack.close();
  }
});

function look(data: string): Promise<Probing | undefined> {
  return withStore(data, (store) => store.watch.probings.get('p1'), { readOnly: true });
}

test('a document says why nothing was measured', () => {
  const aim = { kind: 'address', url: 'http://elsewhere.example/' } as const;
  const refused = { id: 'p7', aim, pairs: [], problem: '127.0.0.1 is loopback' };
  const problems = [{ id: 'p7', problem: '127.0.0.1 is loopback' }];
  assert.deepEqual(documentOf([refused], []), { results: [], pairs: [], problems });
  assert.deepEqual(documentOf([{ ...refused, problem: undefined }], []), { results: [], pairs: [] });
});
