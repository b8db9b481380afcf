import { z } from 'zod';

import { OperatorError } from '#domain/operator-error.ts';
import type { Request } from '#state/state.ts';

const buttonPayload = z.object({
  user: z.object({
    id: z.string().min(1).max(64),
    name: z.string().max(200).optional(),
    username: z.string().max(200).optional(),
    team_id: z.string().max(64).optional(),
  }),
  team: z.object({ id: z.string().max(64) }).nullish(),
  channel: z.object({ id: z.string().min(1).max(64) }).optional(),
  container: z
    .object({
      message_ts: z.string().max(64).optional(),
      thread_ts: z.string().max(64).optional(),
      view_id: z.string().max(64).optional(),
    })
    .optional(),
  message: z.object({ thread_ts: z.string().max(64).optional() }).optional(),
  view: z.object({ private_metadata: z.string().max(64).optional() }).optional(),
  trigger_id: z.string().max(200).optional(),
  response_url: z.string().max(1_000).optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        action_ts: z.string().max(64).optional(),
        value: z.string().max(2_000).optional(),
        /** Of a select: null when nothing is chosen. */
        selected_option: z.object({ value: z.string().max(200) }).nullish(),
      }),
    )
    .min(1),
});

type ButtonPayload = z.infer<typeof buttonPayload>;

export interface ButtonHeard {
  /** Who pressed what, without the time: two of these within a moment are one double click. */
  readonly click: string;
  readonly triggerId: string | undefined;
  readonly responseUrl: string | undefined;
  readonly channel: string;
  readonly user: string;
  /** Throws `OperatorError` for a button that Teneleven cannot have made. */
  readonly read: () => Request;
}

/** Reads a pressed button or what was chosen from a select; undefined for elements that ask for nothing, such as links. */
export function readButton(body: unknown, receivedAt: string): ButtonHeard | undefined {
  const payload = buttonPayload.parse(body);
  const [action] = payload.actions;
  if (action === undefined || !action.action_id.startsWith('e2e:')) return undefined;
  const origin = payload.container?.message_ts ?? payload.container?.view_id ?? '';
  // The Home tab has no channel; its view carries the one of the conversation with the bot.
  const channel = payload.channel?.id ?? payload.view?.private_metadata ?? payload.user.id;
  const value = action.value ?? action.selected_option?.value ?? '';
  const click = [channel, origin, action.action_id, value, payload.user.id].join(':');
  return {
    click,
    triggerId: payload.trigger_id,
    responseUrl: payload.response_url,
    channel,
    user: payload.user.id,
    read: () => ({
      id: `button:${click.slice(0, 300)}:${action.action_ts ?? payload.trigger_id ?? ''}`,
      via: 'button',
      words: toButtonWords(action.action_id, value),
      actor: { id: payload.user.id, name: payload.user.username ?? payload.user.name ?? payload.user.id, via: 'slack' },
      team: payload.user.team_id ?? payload.team?.id,
      place: { channel, thread: threadOf(payload) },
      responseUrl: payload.response_url,
      receivedAt,
    }),
  };
}

/** A button of a reply belongs to its thread; one of a root message, which names itself as its thread, does not. */
function threadOf(payload: ButtonPayload): string | undefined {
  const thread = payload.message?.thread_ts ?? payload.container?.thread_ts;
  return thread === payload.container?.message_ts ? undefined : thread;
}

/** `e2e:stop:0` with the value `r12` says `stop r12`. What it may do is decided by the command and the gate. */
function toButtonWords(actionId: string, value: string): readonly string[] {
  const command = /^e2e:([a-z]{1,30}):\d{1,2}$/u.exec(actionId)?.[1];
  const ids = value.split(' ').filter((id) => id !== '');
  if (command !== undefined && ids.every((id) => /^[\w.-]{1,64}$/u.test(id))) return [command, ...ids];
  throw new OperatorError({
    code: 'UNKNOWN_BUTTON',
    message: 'This button is not one of mine',
    hint: 'Type the command instead; "help" lists them',
  });
}
