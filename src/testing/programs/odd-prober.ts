/** A measuring thread whose probes do what their endpoint is named for. */
import { parentPort } from 'node:worker_threads';

import { createLoopDelay } from '#probes/loop-delay.ts';
import type { Probe } from '#probes/probe.ts';
import { createRunProbe } from '#probes/run-probe.ts';
import type { FromThread } from '#probes/thread-messages.ts';
import { createThreadWork } from '#probes/thread-work.ts';
import { unmeasured } from '#probes/unmeasured.ts';
import type { ProbeResult } from '#domain/probe.ts';

function exhaust(): void {
  const held: number[][] = [];
  for (;;) held.push(Array.from({ length: 10_000 }, Math.random));
}

const deeds: Readonly<Record<string, () => void>> = {
  crashes: () =>
    void setImmediate(() => {
      throw new Error('crashed');
    }),
  exits: () => process.exit(3),
  rejects: () => void Promise.reject(new Error('nobody listens')),
  exhausts: exhaust,
  chatters: () => {
    process.stdout.write('on standard output\n');
    process.stderr.write('on standard error\n');
  },
};

function run(probe: Probe, signal: AbortSignal): Promise<ProbeResult> {
  deeds[probe.endpoint]?.();
  if (probe.endpoint === 'throws') throw new Error('a mistake in a probe');
  if (probe.endpoint === 'says variables')
    return Promise.resolve({ ...answer(probe), location: Object.keys(process.env).join() });
  return probe.endpoint === 'hangs' || (probe.endpoint in deeds && probe.endpoint !== 'chatters')
    ? hang(probe, signal)
    : Promise.resolve(answer(probe));
}

const answer = (probe: Probe): ProbeResult => ({
  ...unmeasured(probe, { code: 'ANSWERED', message: '' }),
  standing: 'up',
  problem: undefined,
});

function hang(probe: Probe, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(unmeasured(probe, { code: 'ABORTED', message: '' }));
    });
  });
}

const post = (message: FromThread): void => parentPort?.postMessage(message);
const onBug = (bug: unknown): void => post({ kind: 'bug', stack: String(bug) });
const kinds = { http: run, websocket: run };
parentPort?.on('message', createThreadWork(createRunProbe({ kinds, loopDelay: createLoopDelay(), onBug }), post));
