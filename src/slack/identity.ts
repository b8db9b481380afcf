import type { WebClient } from '@slack/web-api';

/** Who the bot is in the workspace (`auth.test`). */
export interface Identity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** The bot's name after the `@`. */
  readonly name: string;
}

/** Asks once and remembers; a failed question is asked again by the next caller. */
export function createIdentity(client: WebClient): () => Promise<Identity> {
  let known: Promise<Identity> | undefined;
  return () => {
    known ??= ask(client).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function ask(client: WebClient): Promise<Identity> {
  const answer = await client.auth.test();
  return {
    teamId: answer.team_id ?? '',
    botUserId: answer.user_id ?? '',
    botId: answer.bot_id ?? '',
    name: answer.user ?? 'teneleven',
  };
}
