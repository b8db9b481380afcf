/**
 * `append-watch.ts <data> <prefix> [<operation> <after|half>]`: writes what watching keeps and says on standard output
 * what was acknowledged, until it is killed. With an operation it kills itself at that operation on the disk.
 */
import { writeSync } from 'node:fs';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { PostStore } from '#state/state.ts';
import type { WatchStore } from '#state/watch.ts';
import { actor, alarm, close, probingOrder, result, silence, slot } from '#state/contract/watch-sentence.ts';
import { dieAtOperation } from '../disk-operations.ts';

const [data = '', prefix = '', operation, manner] = process.argv.slice(2);
const at = new Date().toISOString();

if (operation !== undefined) await dieAtOperation(Number(operation), manner === 'half' ? 'half' : 'after');
const { watch, posts } = await openJsonStore({ data, keepRuns: 10, now: () => new Date() });
say('opened');
for (let n = 1; n <= 500; n += 1)
  await Promise.all([record(`${prefix}-${n}a`), record(`${prefix}-${n}b`), measure(watch, `${prefix}-${n}`)]);

async function record(key: string): Promise<void> {
  await Promise.all([probe(watch, key), alert(watch, posts, key)]);
}

async function probe({ probings }: WatchStore, key: string): Promise<void> {
  const { probing } = await probings.add(probingOrder({ requestId: key }));
  say('probing', key, probing.id);
  await probings.change(probing.id, { state: 'done', results: [result()] });
  say('done', key, probing.id);
}

async function alert({ incidents, silences }: WatchStore, records: PostStore, key: string): Promise<void> {
  const { incident } = await incidents.open(alarm({ key }), { channel: 'C1' });
  say('incident', key, incident.id);
  await records.save({ key: `${incident.id}/root`, channel: 'C1', state: 'sent', ts: key, at });
  say('posted', key, incident.id);
  await incidents.change(incident.id, (each) => ({ ...each, state: 'acknowledged', acknowledgedBy: actor }));
  say('acknowledged', key, incident.id);
  await silences.set(silence({ endpoint: key }));
  say('silenced', key);
}

async function measure({ probes, ledger, sweeps }: WatchStore, key: string): Promise<void> {
  await Promise.all([
    probes.add([result({ endpoint: key }), result({ endpoint: 'api', id: key })]),
    ledger.add([close({ endpoint: key, count: 3 })]),
    sweeps.add(slot({ sweep: key })),
  ]);
  say('measured', key);
}

// Written at once: what stands here was acknowledged, whatever happens next.
function say(...words: readonly string[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}
