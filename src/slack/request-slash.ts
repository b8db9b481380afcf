import { z } from 'zod';

import { toWords } from '#chat/words.ts';
import type { Request } from '#state/state.ts';

import { plainText } from './request-text.ts';

const slashPayload = z.object({
  trigger_id: z.string().min(1).max(200),
  text: z.string().default(''),
  user_id: z.string().min(1).max(64),
  user_name: z.string().max(200).optional(),
  team_id: z.string().max(64).optional(),
  channel_id: z.string().min(1).max(64),
  response_url: z.string().max(1_000).optional(),
});

export interface SlashHeard {
  readonly request: Request;
  readonly triggerId: string;
}

/** Reads a slash command. Throws `OperatorError` for a text that cannot be words. */
export function readSlash(body: unknown, receivedAt: string): SlashHeard {
  const slash = slashPayload.parse(body);
  return {
    triggerId: slash.trigger_id,
    request: {
      id: `command:${slash.trigger_id}`,
      via: 'command',
      words: toWords(plainText(slash.text)),
      actor: { id: slash.user_id, name: slash.user_name ?? slash.user_id, via: 'slack' },
      team: slash.team_id,
      place: { channel: slash.channel_id },
      responseUrl: slash.response_url,
      receivedAt,
    },
  };
}
