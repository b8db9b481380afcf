import { z } from 'zod';

import { OperatorError } from '#domain/operator-error.ts';
import type { Request } from '#state/state.ts';

/** As in slack/manifest.json. */
export const auditShortcut = 'audit_report';
export const whyShortcut = 'why_failed';

const file = z.object({
  id: z.string().max(64),
  name: z.string().max(300).nullish(),
  size: z.number().optional(),
  url_private_download: z.string().max(2_000).optional(),
  url_private: z.string().max(2_000).optional(),
});
export type MessageFile = z.infer<typeof file>;

const shortcutPayload = z.object({
  callback_id: z.string().max(255),
  trigger_id: z.string().min(1).max(200),
  user: z.object({
    id: z.string().min(1).max(64),
    name: z.string().max(200).optional(),
    username: z.string().max(200).optional(),
    team_id: z.string().max(64).optional(),
  }),
  team: z.object({ id: z.string().max(64) }).nullish(),
  channel: z.object({ id: z.string().min(1).max(64) }),
  response_url: z.string().max(1_000).optional(),
  message: z.object({
    ts: z.string().max(64),
    thread_ts: z.string().max(64).optional(),
    text: z.string().default(''),
    files: z.array(file).max(100).optional(),
  }),
});

type ShortcutPayload = z.infer<typeof shortcutPayload>;

export interface ShortcutHeard {
  readonly request: Request;
  /** The report that the message holds; absent where none is asked for. */
  readonly report?: MessageReport | undefined;
}

export interface MessageReport {
  readonly text: string;
  readonly files: readonly MessageFile[];
}

/** Reads the shortcut of a message; undefined where it is not one of ours. Throws for a message that holds no report. */
export function readShortcut(body: unknown, receivedAt: string): ShortcutHeard | undefined {
  const known = z.object({ callback_id: z.enum([auditShortcut, whyShortcut]) }).safeParse(body);
  if (!known.success) return undefined;
  const payload = shortcutPayload.parse(body);
  const { ts, text, files = [], thread_ts: thread } = payload.message;
  // A run is told in a thread of its own, which its first message begins.
  if (known.data.callback_id === whyShortcut) {
    return { request: requestOf(payload, { words: ['why', 'here'], thread: thread ?? ts, receivedAt }) };
  }
  if (text.trim() === '' && files.length === 0) throw noReport();
  const request = requestOf(payload, { words: ['audit-report', 'attached'], thread, receivedAt });
  return { request, report: { text, files } };
}

interface Asked {
  readonly words: readonly string[];
  readonly thread: string | undefined;
  readonly receivedAt: string;
}

function requestOf(
  { user, team, channel, ...payload }: ShortcutPayload,
  { words, thread, receivedAt }: Asked,
): Request {
  return {
    id: `shortcut:${payload.trigger_id}`,
    via: 'button',
    words,
    actor: { id: user.id, name: user.username ?? user.name ?? user.id, via: 'slack' },
    team: user.team_id ?? team?.id,
    place: { channel: channel.id, thread },
    responseUrl: payload.response_url,
    receivedAt,
  };
}

function noReport(): OperatorError {
  return new OperatorError({
    code: 'NO_REPORT',
    message: 'This message has neither text nor a file',
    hint: 'Use the shortcut of the message that holds the report',
  });
}
