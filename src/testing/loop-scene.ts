import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { settingsNow } from '#audit/settings-now.ts';
import { keepRedactor } from '#config/keep-redactor.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import type { Configuration } from '#domain/configuration.ts';
import { isLoopActive, type Loop } from '#domain/loop.ts';
import { requestLoop, type LoopOrder } from '#loop/request-loop.ts';
import { startLoopWorker } from '#loop/start-loop-worker.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startProber } from '#probes/start-prober.ts';
import { startProbingWorker } from '#probes/start-probing-worker.ts';
import { createTokens } from '#probes/tokens.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { createGuardian } from '#suites/guardian.ts';
import { startWorker } from '#suites/start-worker.ts';

import { startLyingStack, type Faces, type LyingStack } from './lying-stack.ts';
import { waitFor } from './wait-for.ts';

/** All workers of a bot over a store on disk, a stack that can lie, a deploy that leaves a trace, and a suite of one second. */
export interface LoopScene extends AsyncDisposable {
  readonly stack: LyingStack;
  readonly folder: string;
  readonly store: Store;
  readonly bugs: unknown[];
  readonly configuration: Configuration;
  ask(order?: Partial<LoopOrder> & { readonly by?: string }): Promise<Loop>;
  /** The loop when it has ended. */
  ended(id: string, boundMs?: number): Promise<Loop>;
  /** The loop when it is so. */
  reached(id: string, is: (loop: Loop) => boolean): Promise<Loop>;
  /** How often the deploy was begun. */
  deploys(): Promise<number>;
  /** Another text of the file is in use from now on. */
  reconfigure(change: (text: string) => string): void;
  /** Ends the workers, as SIGTERM would. */
  stop(): Promise<void>;
}

export interface LoopSceneOrder {
  readonly faces?: Partial<Faces> | undefined;
  /** Lines below `deploy:`, in place of those that deploy v2; `DEPLOY` stands for the script and where it leaves its trace. */
  readonly deploy?: string | undefined;
  /** Lines below `loop:`. */
  readonly loop?: string | undefined;
  /** How long the audit is waited for, which nobody makes. */
  readonly audit?: string | undefined;
  /** What the suite does in its second. */
  readonly suite?: string | undefined;
  /** Further lines of the file. */
  readonly more?: string | undefined;
}

const now = (): Date => new Date();

export const deployScript = `
import { appendFileSync } from 'node:fs';
const [trace, url, version, code = '0', waitMs = '0'] = process.argv.slice(2);
appendFileSync(trace, 'begin\\n');
console.log('pushing ' + version);
await new Promise((resolve) => setTimeout(resolve, Number(waitMs)));
if (code === '0') await fetch(url + '/deploy?version=' + version);
else console.error('denied: requested access to the resource is denied');
appendFileSync(trace, 'end\\n');
process.exitCode = Number(code);
`;

export const suiteScript = (inBetween = ''): string => `
import assert from 'node:assert/strict';
import { test } from 'node:test';
const { STACK_URL, SUITE_MS = '300' } = process.env;
const work = async () => {
  const answer = await fetch(STACK_URL + '/work', { signal: AbortSignal.timeout(1_000) });
  assert.equal(answer.status, 200);
  assert.match((await answer.json()).version, /^v/);
};
test('work is done', async () => {
  await work();
  ${inBetween}
  await new Promise((resolve) => setTimeout(resolve, Number(SUITE_MS)));
});
test('work is done again', work);
`;

/** The text of an `e2e.yaml` over a stack. */
export function loopConfiguration(
  stack: Pick<LyingStack, 'url' | 'socketUrl'>,
  trace: string,
  order: LoopSceneOrder = {},
): string {
  const deploy =
    order.deploy?.replaceAll('DEPLOY', `node, deploy.mjs, ${trace}, "${stack.url}"`) ??
    `command: [node, deploy.mjs, ${trace}, "${stack.url}", v2]
      approval: none
      expectVersion: v2
      settle: 300ms`;
  return `environments:
  staging:
    services:
      api: { url: "${stack.url}", health: /health, deepHealth: /ready, version: /version#/sha }
    websockets:
      chat: { url: "${stack.socketUrl}", welcome: connected, hold: 200ms }
    deploy:
      ${deploy}
    loop:
      ${order.loop ?? 'gate: { within: 2s, samples: 8 }'}
      audit: { within: ${order.audit ?? '0s'} }
suites:
  critical: { runner: node-test, command: [node, --test, suite.test.mjs], priority: 1, timeout: 1m, environment: { STACK_URL: "${stack.url}" } }
  other: { runner: node-test, command: [node, --test, suite.test.mjs], priority: 2, timeout: 1m, environment: { STACK_URL: "${stack.url}" } }
${order.more ?? ''}
`;
}

/** A stack, and a folder with a configuration, a deploy and a suite, for workers of this or of another process. */
export interface LoopFolder extends AsyncDisposable {
  readonly stack: LyingStack;
  readonly folder: string;
  readonly data: string;
  readonly configuration: Configuration;
  /** Of its `e2e.yaml`. */
  readonly text: string;
  /** How often the deploy was begun. */
  deploys(): Promise<number>;
}

export async function makeLoopFolder(order: LoopSceneOrder = {}): Promise<LoopFolder> {
  const stack = await startLyingStack(order.faces);
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-loop-'));
  const trace = path.join(folder, 'deploys.txt');
  await appendFile(trace, '');
  await writeFile(path.join(folder, 'deploy.mjs'), deployScript);
  await writeFile(path.join(folder, 'suite.test.mjs'), suiteScript(order.suite));
  const file = path.join(folder, 'e2e.yaml');
  const text = loopConfiguration(stack, trace, order);
  await writeFile(file, text);
  return {
    stack,
    folder,
    data: path.join(folder, 'data'),
    configuration: parseConfiguration(text, file),
    text,
    deploys: async () => (await readFile(trace, 'utf8')).split('\n').filter((line) => line === 'begin').length,
    [Symbol.asyncDispose]: async () => {
      await stack[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function openLoopScene(order: LoopSceneOrder = {}): Promise<LoopScene> {
  const made = await makeLoopFolder(order);
  const { stack, folder, data, configuration } = made;
  let current = configuration;
  const store = await openJsonStore({ data, keepRuns: 100, now });
  const bugs: unknown[] = [];
  const workers = startWorkers({ store, configuration: () => current, data, bugs });
  let asked = 0;
  const reached: LoopScene['reached'] = async (id, is) => found(id, { store, is, bugs, boundMs: 30_000 });
  return {
    stack,
    folder,
    store,
    bugs,
    configuration,
    ask: async ({ by = 'ada', ...wanted } = {}) => {
      const environment = configuration.environments.get('staging');
      if (environment === undefined) throw new Error('no environment');
      const request = { id: `request-${(asked += 1)}`, actor: { id: by, name: by, via: 'terminal' } as const };
      const { loop } = await requestLoop(
        { environment, suites: [{ name: 'critical' }], ...wanted },
        { request, store, now },
      );
      return loop;
    },
    ended: (id, boundMs = 30_000) => found(id, { store, is: (loop) => !isLoopActive(loop), bugs, boundMs }),
    reached,
    deploys: () => made.deploys(),
    reconfigure: (change) => {
      current = parseConfiguration(change(made.text), configuration.file);
    },
    stop: () => workers.stop(),
    [Symbol.asyncDispose]: async () => {
      await workers.stop();
      await store.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

interface Wanted {
  readonly store: Store;
  readonly is: (loop: Loop) => boolean;
  readonly bugs: readonly unknown[];
  readonly boundMs: number;
}

async function found(id: string, { store, is, bugs, boundMs }: Wanted): Promise<Loop> {
  let last: Loop | undefined;
  return waitFor(
    () => `${id}; it is ${JSON.stringify(last, undefined, 1)}; bugs: ${bugs.map(String).join('; ')}`,
    async () => {
      last = await store.work.loops.get(id);
      return last !== undefined && is(last) ? last : undefined;
    },
    boundMs,
  );
}

export interface LoopWorkers {
  stop(): Promise<void>;
}

/** What a bot starts for loops, without Slack. */
export function startWorkers({
  store,
  configuration,
  data,
  bugs,
}: {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly data: string;
  readonly bugs: unknown[];
}): LoopWorkers {
  const working = new AbortController();
  const variables = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const redactor = keepRedactor(configuration, variables);
  const onBug = (bug: unknown): void => void bugs.push(bug);
  const guardian = createGuardian();
  const prober = startProber({ redactor, onBug });
  const authorities = createAuthorityFiles();
  const shared = { store, configuration, variables, redactor, guardian, data, now, onBug, onTrouble: onBug };
  const tokens = createTokens({ variables, authorities, now });
  const measuring = { ...shared, prober, authorities, tokens };
  const workers = [
    startWorker({ ...shared, settingsOf: settingsNow(shared) }, working.signal),
    startProbingWorker(measuring, working.signal),
    startInquiryWorker(measuring, working.signal),
    startLoopWorker(measuring, working.signal),
  ];
  return {
    async stop() {
      working.abort();
      await Promise.all(workers.map((worker) => worker.settled()));
      await prober.close();
      guardian.close();
    },
  };
}
