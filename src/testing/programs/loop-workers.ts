/** Works off the loops of a folder until it is killed: node loop-workers.ts e2e.yaml data. A line `approve y1` decides. */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import { endOrphans } from '#suites/end-orphans.ts';
import { recoverRuns } from '#suites/recover-runs.ts';
import { instanceMarker } from '#suites/run-marker.ts';

import { startWorkers } from '../loop-scene.ts';
import { waitFor } from '../wait-for.ts';

const [file = '', data = ''] = process.argv.slice(2);
const now = (): Date => new Date();
const configuration = parseConfiguration(await readFile(file, 'utf8'), file);
const store = await openJsonStore({ data, keepRuns: 100, now });
await endOrphans(instanceMarker(data));
await recoverRuns(store, now);
const bugs: unknown[] = [];
const workers = startWorkers({ store, configuration: () => configuration, data, bugs });
const by = { id: 'bob', name: 'bob', via: 'terminal' } as const;
const decide = async (id: string): Promise<void> => {
  await waitFor(id, () => store.work.approvals.get(id));
  await store.work.approvals.change(id, (each) => decideApproval(each, { by, kind: 'approve' }, now()));
};
createInterface({ input: process.stdin }).on('line', (line) => void decide(line.replace('approve ', '')));
process.once('SIGTERM', () => {
  void workers
    .stop()
    .then(() => store.close())
    .then(() => process.exit(bugs.length === 0 ? 0 : 1));
});
process.stdout.write('working\n');
