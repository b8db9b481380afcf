import type { TestContext } from 'node:test';

import type { Dispatch } from '#chat/dispatch.ts';
import type { Reply } from '#domain/reply.ts';
import type { PageEvent, SlackJson } from '#playground/contract.ts';
import type { Request } from '#state/state.ts';

import { startHearing, type HearingBot, type HearingOptions } from './hearing-bot.ts';

export interface AskedBot extends HearingBot {
  /** What reached the dispatcher. */
  readonly requests: readonly Request[];
  readonly mara: string;
  readonly staging: string;
  /** Mara types `/e2e …` in #staging. */
  slash(text: string): Promise<unknown>;
  /** The text of the first ephemeral message that matches. */
  whispered(match?: RegExp): Promise<string>;
}

/** A bot whose every command gives this reply, and a person who asks it. */
export async function startAsked(
  t: TestContext,
  reply: Reply | Dispatch,
  options: Partial<HearingOptions> = {},
): Promise<AskedBot> {
  const requests: Request[] = [];
  const bot = await startHearing(t, {
    ...options,
    dispatch: async (request) => {
      requests.push(request);
      return typeof reply === 'function' ? reply(request) : reply;
    },
  });
  const mara = bot.ids.get('mara') ?? '';
  const staging = bot.ids.get('staging') ?? '';
  return {
    ...bot,
    requests,
    mara,
    staging,
    slash: (text) => bot.playground.slash({ user: mara, channel: staging, command: '/e2e', text }),
    async whispered(match = /./u) {
      return textOf(await bot.seen((event) => event.kind === 'ephemeral' && match.test(textOf(event))));
    },
  };
}

export function messageOf(event: PageEvent): SlackJson {
  return 'message' in event ? event.message : {};
}

export function textOf(event: PageEvent): string {
  const text = messageOf(event)['text'];
  return typeof text === 'string' ? text : '';
}
