/**
 * `append-runs.ts <data> <prefix> [<operation> <after|half>]`: appends runs to a store and says on standard output
 * what was acknowledged, until it is killed. With an operation it kills itself at that operation on the disk.
 */
import { writeSync } from 'node:fs';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { dieAtOperation } from '../disk-operations.ts';

const [data = '', prefix = '', operation, manner] = process.argv.slice(2);
const at = new Date().toISOString();
const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;

if (operation !== undefined) await dieAtOperation(Number(operation), manner === 'half' ? 'half' : 'after');
const store = await openJsonStore({ data, keepRuns: 10_000, now: () => new Date() });
say('opened');
for (let n = 1; n <= 500; n += 1)
  await Promise.all([appendRun(store, `${prefix}-${n}a`), appendRun(store, `${prefix}-${n}b`)]);

async function appendRun({ requests, runs, posts, locks }: Store, requestId: string): Promise<void> {
  await requests.accept({ id: requestId, via: 'command', words: ['run'], actor, receivedAt: at });
  say('accepted', requestId);
  const order = {
    requestId,
    suite: 'critical',
    environment: 'staging',
    selection: { keyword: requestId },
    place: { channel: 'C1' },
  };
  const { run } = await runs.add({ ...order, requestedBy: actor, queuedAt: at });
  say('queued', requestId, run.id);
  await posts.save({ key: `${run.id}/root`, channel: 'C1', state: 'sent', at });
  say('posted', requestId, run.id);
  await runs.change(run.id, { state: 'running', startedAt: at });
  say('running', requestId, run.id);
  await runs.saveTests(run.id, [{ id: requestId, outcome: 'passed', durationMs: 1, attempts: 1 }]);
  say('tested', requestId, run.id);
  await runs.change(run.id, { state: 'passed', endedAt: at });
  say('passed', requestId, run.id);
  await runs.change(run.id, { toldAt: at });
  say('told', requestId, run.id);
  await requests.finish(requestId, 'answered');
  say('finished', requestId, run.id);
  await locks.lock({ environment: requestId, by: actor, at });
  say('locked', requestId, run.id);
}

// Written at once: what stands here was acknowledged, whatever happens next.
function say(...words: readonly string[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}
