import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { BackendName } from './plan.ts';
import type { ServiceSettings } from './settings.ts';

export interface ServiceOrder {
  readonly backend: BackendName;
  readonly role: 'api' | 'auth';
  readonly instance: string;
  readonly settings: ServiceSettings;
  readonly prefix: readonly string[];
  /** 0: whichever is free. */
  readonly port: number;
  readonly restartsMs?: number | undefined;
}

export interface RunningService {
  readonly port: number;
  /** Kills it; it is not started again. */
  stop(): Promise<void>;
}

const patienceMs = 15_000;

/** Starts one replica or the auth service, and resolves when it listens. */
export async function startService(order: ServiceOrder): Promise<RunningService> {
  const { restartsMs } = order;
  let isStopped = false;
  let life = await live(order);
  const { port } = life;
  const again = (): void => {
    if (isStopped || restartsMs === undefined) return;
    // Claims anew how long it runs: it has just begun.
    const next = { ...order, port, settings: { ...order.settings, uptimeS: 0 } };
    setTimeout(() => void follow(next).catch(() => undefined), restartsMs);
  };
  const follow = async (next: ServiceOrder): Promise<void> => {
    if (isStopped) return;
    life = await live(next);
    life.child.once('exit', again);
    if (isStopped) life.child.kill('SIGKILL');
  };
  life.child.once('exit', again);
  return {
    port,
    async stop() {
      isStopped = true;
      const { child } = life;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function live({ backend, role, instance, settings, prefix, port }: ServiceOrder) {
  const program = fileURLToPath(new URL(`programs/backend.${backend === 'python' ? 'py' : 'mjs'}`, import.meta.url));
  const interpreter = backend === 'python' ? '/usr/bin/python3' : process.execPath;
  const told = JSON.stringify({ ...settings, role, instance, port });
  const [first, ...words] = [...prefix, interpreter, program, told];
  const child = spawn(first, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said = `${said}${piece.toString()}`.slice(-2_000)));
  const limit = AbortSignal.timeout(patienceMs);
  try {
    const line: unknown[] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line', { signal: limit }),
      once(child, 'exit', { signal: limit }).then(([code]: unknown[]) => {
        throw new Error(`${program} ended with ${String(code)}: ${said}`);
      }),
    ]);
    return { child, port: Number(line[0]) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
