/** The program of the measuring thread. */
import { parentPort } from 'node:worker_threads';

import { createLoopDelay } from './loop-delay.ts';
import { probeKinds } from './probe-kinds.ts';
import { createRunProbe } from './run-probe.ts';
import type { FromThread } from './thread-messages.ts';
import { createThreadWork } from './thread-work.ts';

const post = (message: FromThread): void => parentPort?.postMessage(message);
const onBug = (bug: unknown): void =>
  post({ kind: 'bug', stack: bug instanceof Error ? (bug.stack ?? bug.message) : String(bug) });

parentPort?.on(
  'message',
  createThreadWork(createRunProbe({ kinds: probeKinds, loopDelay: createLoopDelay(), onBug }), post),
);
