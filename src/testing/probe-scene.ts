import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { PageEvent, Playground, SlackJson } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';

import { startStack, type Stack } from '../../examples/stack/start-stack.ts';
import { startBotProcess, type BotProcess } from './bot-process.ts';
import { keyOf } from './kill-scene.ts';
import { waitFor } from './wait-for.ts';

/** The stack of the examples, a workspace, and the bot between them: for tests of probes as people see them. */
export interface ProbeScene extends AsyncDisposable {
  readonly stack: Stack;
  readonly data: string;
  startBot(): Promise<BotProcess>;
  /** Somebody types `/e2e …` in #staging. */
  say(text: string): Promise<void>;
  /** Presses the button of a message that the bot posted. */
  press(message: SlackJson, label: string): Promise<void>;
  /** The message with this key, when its text matches. */
  told(key: string, words: RegExp): Promise<SlackJson>;
  /** What only the person sees that matches. */
  whispered(words: RegExp): Promise<SlackJson>;
}

const patienceMs = 15_000;

export async function openProbeScene(pace = 0.05): Promise<ProbeScene> {
  const [stack, playground, folder] = await Promise.all([
    startStack({ pace }),
    startPlayground({ port: 0, rateLimits: false }),
    mkdtemp(path.join(tmpdir(), 'teneleven-probe-')),
  ]);
  const view = playground.workspace();
  const channel = view.channels.find((each) => each.name === 'staging')?.id ?? '';
  const user = view.users.find((each) => !each.isBot && !each.isGuest)?.id ?? '';
  const data = path.join(folder, 'data');
  const whispers = keepWhispers(playground);
  const bots: BotProcess[] = [];
  const messages = (): readonly SlackJson[] => playground.workspace().messages[channel] ?? [];
  return {
    stack,
    data,
    startBot: async () => {
      const variables = { TENELEVEN_CONFIG: path.resolve('examples/e2e.yaml'), TENELEVEN_DATA: data };
      const bot = await startBotProcess('src/main.ts', playground, { ...stack.variables, ...variables });
      bots.push(bot);
      return bot;
    },
    say: async (text) => void (await playground.slash({ user, channel, command: '/e2e', text })),
    press: async (message, label) => {
      const { blockId, actionId } = buttonOf(message, label);
      await playground.press({ user, channel, ts: String(message['ts']), blockId, actionId, element: {} });
    },
    told: (key, words) =>
      waitFor(
        `${key} to say ${String(words)}; there is ${messages().map(textOf).join('\n')}`,
        () => messages().find((each) => keyOf(each) === key && words.test(textOf(each))),
        patienceMs,
      ),
    whispered: (words) =>
      waitFor(`a whisper ${String(words)}`, () => whispers.find((each) => words.test(textOf(each)))),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(bots.map((bot) => bot.kill()));
      await Promise.all([playground.close(), stack.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function textOf(message: SlackJson): string {
  const text = message['text'];
  return typeof text === 'string' ? text : '';
}

function keepWhispers(playground: Playground): readonly SlackJson[] {
  const whispers: SlackJson[] = [];
  playground.onEvent((event: PageEvent) => {
    if (event.kind === 'ephemeral') whispers.push(event.message);
  });
  return whispers;
}

function buttonOf(message: SlackJson, label: string): { readonly blockId: string; readonly actionId: string } {
  const text = JSON.stringify(message['blocks'] ?? []);
  const blocks: unknown = JSON.parse(text);
  for (const block of Array.isArray(blocks) ? blocks : []) {
    for (const element of block.elements ?? []) {
      if (element.text?.text === label) return { blockId: block.block_id, actionId: element.action_id };
    }
  }
  throw new Error(`No button "${label}" in ${text}`);
}
