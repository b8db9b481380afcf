import { Worker } from 'node:worker_threads';

import type { FromThread, ToThread } from './thread-messages.ts';

export interface LinkListener {
  readonly onMessage: (message: FromThread) => void;
  /** Ended by itself; not called after `end`. */
  readonly onDeath: (cause: unknown) => void;
}

/** A measuring thread as the main thread sees it. */
export interface ThreadLink {
  post(message: ToThread): void;
  /** Whether the process stays alive for it. */
  hold(isHeld: boolean): void;
  end(): Promise<void>;
}

export type OpenLink = (listener: LinkListener) => ThreadLink;

/** A thousand probes at once need a quarter of it. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
const program = new URL('prober-thread.ts', import.meta.url);

/** The thread inherits neither variables nor options and says nothing. */
export const createOpenThread =
  (path: URL = program): OpenLink =>
  (listener) => {
    const worker = new Worker(path, {
      name: 'prober',
      env: {},
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    let isEnding = false;
    let cause: unknown;
    worker.on('message', listener.onMessage);
    worker.on('messageerror', (error) => listener.onDeath(error));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      if (!isEnding) listener.onDeath(cause ?? new Error(`The measuring thread ended with ${code}`));
    });
    return {
      post: (message) => worker.postMessage(message),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: async () => {
        isEnding = true;
        await worker.terminate();
      },
    };
  };
