import { z } from 'zod';

import type { Listener } from './whisper.ts';

const id = z.string().min(1).max(64);
const interaction = z.object({
  user: z.object({ id }),
  channel: z.object({ id }),
  response_url: z.string().max(1_000).optional().catch(undefined),
});
const mention = z.object({ event: z.object({ user: id, channel: id, thread_ts: id.optional().catch(undefined) }) });

/** Who sent something that is not understood otherwise, where they can be told so. */
export function senderOf(body: unknown): Listener | undefined {
  const pressed = interaction.safeParse(body).data;
  if (pressed !== undefined) {
    return { channel: pressed.channel.id, user: pressed.user.id, responseUrl: pressed.response_url };
  }
  const event = mention.safeParse(body).data?.event;
  return event && { channel: event.channel, user: event.user, thread: event.thread_ts };
}
