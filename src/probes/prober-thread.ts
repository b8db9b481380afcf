/** The program of the measuring thread. */
import { parentPort } from 'node:worker_threads';

import { createLoopDelay } from './loop-delay.ts';
import { probeKinds } from './probe-kinds.ts';
import { createRunProbe } from './run-probe.ts';
import type { FromThread } from './thread-messages.ts';
import { createThreadWork } from './thread-work.ts';

const mostReported = 20;
const reported = new Set<string>();
const post = (message: FromThread): void => parentPort?.postMessage(message);

/** One bug meets every probe of a sweep: it is reported once. */
function onBug(bug: unknown): void {
  const stack = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
  if (reported.size >= mostReported || reported.has(stack)) return;
  reported.add(stack);
  post({ kind: 'bug', stack });
}

const run = createRunProbe({ kinds: probeKinds, loopDelay: createLoopDelay(), onBug });
parentPort?.on('message', createThreadWork(run, post));
