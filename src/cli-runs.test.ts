import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openJsonStore } from '#state/json/open-json-store.ts';
import { withDataFolder } from '#testing/data-folder.ts';
import { typeWords } from '#testing/terminal-scene.ts';

import { startStack } from '../examples/stack/start-stack.ts';

test('a run keeps what the names of its hosts stood for', async (t) => {
  const stack = await startStack({ pace: 0.02 });
  t.after(() => stack.close());
  const named = Object.entries(stack.variables).map(([name, url]) => [name, url.replace('127.0.0.1', 'localhost')]);
  const variables: Readonly<Record<string, string>> = Object.fromEntries(named);
  await withDataFolder(async (data) => {
    const words = ['run', 'websocket-events', '--config', 'examples/e2e.yaml', '--data', data];
    const { stderr } = await typeWords(words, variables);
    const store = await openJsonStore({ data, keepRuns: 10, readOnly: true, now: () => new Date() });
    const run = await store.runs.get('r1');
    await store.close();
    assert.deepEqual(Object.keys(run?.addresses ?? {}), ['localhost'], stderr);
    assert.ok(run?.addresses?.['localhost']?.includes('127.0.0.1'));
  });
});
