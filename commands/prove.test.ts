import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';

import { proveCommand } from './prove.ts';

const configuration = parseConfiguration(
  `
environments: { staging: { services: { api: { url: 'http://127.0.0.1:9' } } }, empty: {} }
suites:
  critical: { runner: pytest, environments: [staging], command: [pytest], environment: { URL: '\${services.api.url}' } }
  blind: { runner: pytest, command: [pytest], environment: { URL: 'http://127.0.0.1:9' } }
  contract: { runner: junit, environments: [staging], command: [make], report: out.xml, environment: { URL: '\${services.api.url}' } }
`,
  '/repo/e2e.yaml',
);
const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;
const now = (): Date => new Date('2026-03-02T10:00:00Z');

async function prove(words: readonly string[], store: Store): Promise<Run | string> {
  const request = {
    id: `q-${words.join('-')}`,
    via: 'command',
    words,
    actor,
    receivedAt: now().toISOString(),
  } as const;
  try {
    const reply = await proveCommand.run(proveCommand.parse(words), {
      request,
      configuration,
      variables: {},
      store,
      now,
    });
    const run = await store.runs.get(reply.runs?.[0] ?? '');
    return run ?? 'no run';
  } catch (error) {
    return error instanceof OperatorError ? error.code : String(error);
  }
}

async function addRun(store: Store, requestId: string, selection: Run['selection'] = {}): Promise<void> {
  const order = { requestId, suite: 'critical', environment: 'staging', selection, requestedBy: actor };
  const { run } = await store.runs.add({ ...order, queuedAt: now().toISOString() });
  await store.runs.change(run.id, { state: 'running' });
  await store.runs.change(run.id, { state: 'passed', counts: { ...noCounts, passed: 3 } });
}

test('the tests of the last green run are proven, a sample of them unless all are asked for', () =>
  withDataFolder((data) =>
    withStore(data, async (store) => {
      assert.equal(await prove(['critical'], store), 'NOTHING_TO_PROVE');
      await addRun(store, 'a');
      await addRun(store, 'b', { proves: { run: 'r1' } });
      const sample = await prove(['critical', 'on', 'staging'], store);
      const all = await prove(['critical', 'all'], store);
      assert.ok(typeof sample === 'object' && typeof all === 'object');
      assert.deepEqual(sample.selection, { proves: { run: 'r1', most: 20 } });
      assert.deepEqual(all.selection, { proves: { run: 'r1' } });
      assert.notEqual(sample.id, all.id);
    }),
  ));

test('what cannot be proven is refused with the way out', () =>
  withDataFolder((data) =>
    withStore(data, async (store) => {
      assert.equal(await prove(['blind', 'on', 'empty'], store), 'CANNOT_MUTATE');
      assert.equal(await prove(['contract'], store), 'BAD_SELECTION');
      assert.equal(await prove(['criticl'], store), 'UNKNOWN_SUITE');
      assert.throws(() => proveCommand.parse(['critical', 'some']), { code: 'BAD_WORDS' });
    }),
  ));
