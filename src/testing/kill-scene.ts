import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Run } from '#domain/run.ts';
import type { Playground, SlackJson } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';

import { startBotProcess, type BotProcess } from './bot-process.ts';
import { markedProcesses } from './marked-processes.ts';
import { waitFor } from './wait-for.ts';

/**
 * A workspace, a bot and a suite that leaves traces: what starts, what ends, and a grandchild that nobody would find by
 * its process group. For tests that kill the bot and look at what is left.
 */
export interface KillScene extends AsyncDisposable {
  readonly playground: Playground;
  readonly folder: string;
  readonly channel: string;
  readonly user: string;
  startBot(): Promise<BotProcess>;
  /** A run as the records have it now. */
  record(id: string): Promise<Run | undefined>;
  /** How often the suite was started so far. */
  starts(): Promise<number>;
  /** The root messages of runs in the channel, as the workspace has them now. */
  roots(): readonly SlackJson[];
  /** Processes of this scene's suites that are alive. */
  alive(): Promise<readonly number[]>;
}

/**
 * The suite writes a line at its start, leaves a daemon behind, runs three tests of `testMs` each, writes a line at its end.
 * It says `rerun: false`: a line is a start of the run, and of no diagnosis that runs a test again.
 */
const suite = (testMs: number): string => `
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

const trace = process.env.TRACE;
appendFileSync(trace, 'start\\n');
spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' }).unref();
test('one passes', () => delay(${testMs}));
test('two fails', async () => { await delay(${testMs}); throw new Error('received 1011 (internal error)'); });
test('three passes', async () => { await delay(${testMs}); appendFileSync(trace, 'end\\n'); });
`;

export async function openKillScene(testMs = 150): Promise<KillScene> {
  const playground = await startPlayground({ port: 0 });
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-kill-'));
  const trace = path.join(folder, 'trace.txt');
  await appendFile(trace, '');
  await writeFile(path.join(folder, 'suite.test.mjs'), suite(testMs));
  await writeFile(
    path.join(folder, 'e2e.yaml'),
    `environments: { staging: {} }
suites:
  critical: { runner: node-test, command: [node, --test, suite.test.mjs], timeout: 1m, rerun: false, environment: { TRACE: ${JSON.stringify(trace)} } }
`,
  );
  const view = playground.workspace();
  const channel = view.channels.find((each) => each.name === 'staging')?.id ?? '';
  const user = view.users.find((each) => !each.isBot && !each.isGuest)?.id ?? '';
  const data = path.join(folder, 'data');
  const bots: BotProcess[] = [];
  return {
    playground,
    folder,
    channel,
    user,
    startBot: async () => {
      const bot = await startBotProcess('src/main.ts', playground, {
        TENELEVEN_CONFIG: path.join(folder, 'e2e.yaml'),
        TENELEVEN_DATA: data,
        LOG_LEVEL: 'info',
      });
      bots.push(bot);
      // It connects while it is still being loaded, and acknowledges from here on: a slow machine is not the subject here.
      await waitFor('the bot to be ready', () => (bot.output().includes('"msg":"ready"') ? true : undefined), 20_000);
      return bot;
    },
    record: async (id) => {
      const store = await openJsonStore({ data, keepRuns: 100, readOnly: true, now: () => new Date() });
      try {
        return await store.runs.get(id);
      } finally {
        await store.close();
      }
    },
    starts: async () => (await readFile(trace, 'utf8')).split('\n').filter((line) => line === 'start').length,
    roots: () => rootsIn(playground, channel),
    alive: () => markedProcesses(trace),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(bots.map((bot) => bot.kill()));
      await playground.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function rootsIn(playground: Playground, channel: string): readonly SlackJson[] {
  const messages = playground.workspace().messages[channel] ?? [];
  return messages.filter((message) => /^r\d+\/root$/u.test(keyOf(message) ?? ''));
}

/** The key that a message of the bot carries in its metadata. */
export function keyOf(message: SlackJson): string | undefined {
  const text = JSON.stringify(message['metadata'] ?? {});
  return /"key":"([^"]+)"/u.exec(text)?.[1];
}

/** Waits until the root of a run says one of the words, and returns its text. */
export async function waitForRoot(scene: KillScene, key: RegExp, words: RegExp): Promise<string> {
  return waitFor(
    () =>
      `${String(key)} to say ${String(words)}; it says ${JSON.stringify(scene.roots().map((root) => root['text']))}`,
    () => {
      const root = scene.roots().find((each) => key.test(keyOf(each) ?? ''));
      const text = root?.['text'];
      return typeof text === 'string' && words.test(text) ? text : undefined;
    },
    30_000,
  );
}
