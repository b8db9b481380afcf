import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import { startStack, type Stack } from './stack/start-stack.ts';

/** The two stacks of `examples/demo.yaml`, with all the variables that it names. */
export interface DemoStacks {
  readonly staging: Stack;
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** So many agents work at once in `evening`: one test wants five. */
const agentsAtOnce = 4;
const pace = 0.4;

/** `staging` runs what the source says; `evening` the build before it, which is to be replaced by a deploy. */
export async function startDemoStacks(): Promise<DemoStacks> {
  const staging = await startStack({ build: { version: await sourceVersion(), breaksSockets: false } });
  const { DEMO_JWT_SECRET: jwtSecret = '', DEMO_PASSWORD: password = '' } = staging.variables;
  const evening = await startStack({
    pace,
    agentsAtOnce,
    secrets: { jwtSecret, password },
    build: { version: randomBytes(20).toString('hex'), breaksSockets: true },
  });
  const own = ['API_URL', 'AUTH_URL', 'WS_URL', 'EVENTS_URL', 'RELEASES_URL', 'REGISTRY_TOKEN'];
  const named = own.map((name) => [`EVENING_${name}`, evening.variables[`DEMO_${name}`] ?? ''] as const);
  return {
    staging,
    variables: { ...staging.variables, ...Object.fromEntries(named) },
    async close() {
      await Promise.all([staging.close(), evening.close()]);
    },
  };
}

async function sourceVersion(): Promise<string> {
  const program = path.resolve(import.meta.dirname, 'deploy/version.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  return stdout.trim();
}
