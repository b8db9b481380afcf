import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';
import { nameOf } from '#state/json/asked.ts';
import { summaryOf } from '#state/json/closing.ts';
import { sealed } from '#state/json/envelope.ts';
import { segmentOf, segmentPath } from '#state/json/history.ts';
import { layoutOf } from '#state/json/layout.ts';
import { emptyIndex } from '#state/json/shapes.ts';

/** Lays out a data folder as if `count` runs had been queued, run and told, without waiting for the disk each time. */
export async function seedStore(data: string, count: number): Promise<void> {
  const layout = layoutOf(data);
  await Promise.all([layout.runs, layout.history, layout.asked].map((path) => mkdir(path, { recursive: true })));
  const runs = Array.from({ length: count }, (_, place) => finishedRun(place + 1));
  for (let start = 0; start < count; start += 64) {
    await Promise.all(
      runs.slice(start, start + 64).map(async (run) => {
        await mkdir(join(layout.runs, run.id));
        await save(join(layout.runs, run.id, 'run.json'), 'run', run);
        await symlink(join('..', 'runs', run.id), join(layout.asked, nameOf(run)));
      }),
    );
  }
  for (const [segment, part] of Map.groupBy(runs, (run) => segmentOf(run.id))) {
    await save(segmentPath(layout.history, segment), 'history', part.map(summaryOf));
  }
  await save(layout.index, 'index', { ...emptyIndex, nextNumber: count + 1 });
}

function finishedRun(number: number): Run {
  const at = new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString();
  const suite = number % 997 === 0 ? 'rare' : ['critical', 'events', 'smoke'][number % 3];
  return {
    id: `r${number}`,
    requestId: `seed-${number}`,
    suite: suite ?? 'critical',
    environment: 'staging',
    selection: {},
    state: 'passed',
    verdict: 'proven',
    requestedBy: { id: 'U1', name: 'ana', via: 'slack' },
    place: { channel: 'C1' },
    queuedAt: at,
    startedAt: at,
    endedAt: at,
    toldAt: at,
    versions: { api: 'b2f1c9', auth: 'b2f1c9' },
    counts: { ...noCounts, passed: 25 },
    failures: [],
    findings: [],
  };
}

async function save(path: string, kind: string, content: unknown): Promise<void> {
  await writeFile(path, [...sealed(kind, content)].join(''), { mode: 0o600 });
}
