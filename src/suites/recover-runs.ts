import { rm } from 'node:fs/promises';

import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { reportFolder } from './report-folder.ts';

/**
 * What a dead process left running is `interrupted`: nobody saw its end. Called once at start, after its
 * processes were ended and before anything new begins. Queued runs stay queued. Their reports were never redacted and go.
 */
export async function recoverRuns(store: Store, now: () => Date): Promise<readonly Run[]> {
  const active = await store.runs.active();
  const left = active.filter((run) => run.state === 'running');
  const reports = left.map((run) => reportFolder(store.runs.folder(run.id)));
  await Promise.all(reports.map((folder) => rm(folder, { recursive: true, force: true }).catch(() => undefined)));
  return Promise.all(
    left.map((run) =>
      store.runs.change(run.id, {
        state: 'interrupted',
        endedAt: now().toISOString(),
        findings: [
          ...run.findings,
          { code: 'interrupted', message: 'Teneleven ended while this ran; the results are those seen until then' },
        ],
      }),
    ),
  );
}
