import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { drawChart, type Chart } from './chart.ts';

const patienceMs = 15_000;

/** The chart as PNG, drawn in a thread of its own that ends with it. Rejects when it cannot be drawn in 15 s. */
export async function renderChart(chart: Chart): Promise<Uint8Array> {
  const worker = new Worker(new URL('chart-worker.ts', import.meta.url), {
    workerData: drawChart(chart),
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  try {
    const answer: unknown[] = await once(worker, 'message', { signal: AbortSignal.timeout(patienceMs) });
    const [picture] = answer;
    if (!(picture instanceof Uint8Array)) throw new TypeError('The chart was not drawn');
    return picture;
  } finally {
    await worker.terminate();
  }
}
