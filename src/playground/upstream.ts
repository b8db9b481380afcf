import { createEmulator } from 'emulate';
import type { SlackJson } from './contract.ts';
import { isRecord, textOf } from './json.ts';
import { Refusal } from './refusal.ts';
import { bot, channels, emailOf, people, team } from './seed.ts';

/** The workspace's state: `emulate`, reachable from this file only. */
export interface Upstream {
  /** The full answer; throws a `Refusal` when it is not ok. */
  call(as: string, method: string, args: SlackJson): Promise<SlackJson>;
  upload(fileId: string): Promise<void>;
  close(): Promise<void>;
}

// emulate answers 403 after 5,000 calls an hour of one token, so the bot's calls take turns with many.
const botTokens = Array.from({ length: 100 }, (_, index) => `upstream-bot-${index}`);

const tokenOf = (name: string): string => `upstream-${name}`;

/** Starts `emulate` on a free port of 127.0.0.1. `as` is a person's name, `admin`, or the bot's. */
export async function startUpstream(): Promise<Upstream> {
  const emulator = await createEmulator({ service: 'slack', port: 0, hostname: '127.0.0.1', seed: seed() });
  const base = `http://127.0.0.1:${new URL(emulator.url).port}`;
  let turn = 0;
  const authorize = (as: string): string => {
    turn = (turn + 1) % botTokens.length;
    return `Bearer ${as === bot.name ? (botTokens[turn] ?? '') : tokenOf(as)}`;
  };
  return {
    async call(as, method, args) {
      const response = await fetch(`${base}/api/${method}`, {
        method: 'POST',
        headers: { authorization: authorize(as), 'content-type': 'application/json' },
        body: JSON.stringify(args),
      });
      const answer: unknown = await response.json();
      if (!isRecord(answer) || answer['ok'] === undefined) throw new Error(`emulate cannot do ${method}`);
      if (answer['ok'] !== true) throw new Refusal(textOf(answer, 'error'));
      return answer;
    },
    async upload(fileId) {
      // The content stays on our shelf, which is bounded; emulate would keep it for ever.
      const response = await fetch(`${base}/upload/v1/${fileId}`, {
        method: 'POST',
        headers: { authorization: authorize(bot.name) },
        body: '-',
      });
      if (!response.ok) throw new Refusal('file_not_found');
    },
    close: () => emulator.close(),
  };
}

function seed(): { readonly slack: SlackJson } {
  return {
    slack: {
      team: { name: team.name, domain: team.domain },
      users: people.map(({ name, realName }) => ({ name, real_name: realName, email: emailOf(name) })),
      channels: channels.map(({ name, topic }) => ({ name, topic })),
      oauth_apps: [
        {
          app_id: bot.appId,
          client_id: 'playground',
          client_secret: 'playground',
          name: bot.realName,
          redirect_uris: [],
          bot_id: bot.botId,
          bot_user_id: bot.userId,
          bot_name: bot.name,
        },
      ],
      tokens: [
        ...botTokens.map((token) => ({ token, user: bot.userId, app_id: bot.appId, bot_id: bot.botId })),
        ...['admin', ...people.map(({ name }) => name)].map((name) => ({ token: tokenOf(name), user: name })),
      ],
    },
  };
}
