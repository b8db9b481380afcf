import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import type { Teller } from '#announce/telling.ts';
import type { Reply } from '#domain/reply.ts';
import type { Request } from '#state/state.ts';

import { toMessage } from './blocks.ts';
import { toModal } from './form.ts';
import type { Identity } from './identity.ts';
import { errorLine } from './log.ts';
import { createRecall } from './recall.ts';
import type { Answer } from './request-intake.ts';
import type { Listener, WhisperTo } from './whisper.ts';

export interface RespondParts {
  readonly client: WebClient;
  readonly identity: () => Promise<Identity>;
  /** Makes what everybody sees exist once, also over a restart. */
  readonly teller: Teller;
  readonly whisper: WhisperTo;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly now?: (() => number) | undefined;
}

/** A response URL lives for 30 minutes; a minute is kept back for the way. */
const responseUrlMs = 29 * 60_000;

/** Gives a reply to the person who asked, or to everybody. Never rejects: what could not be said is logged. */
export function createResponder(parts: RespondParts): (answer: Answer) => Promise<void> {
  const { client, teller, whisper, log, signal, now = Date.now } = parts;
  const isMember = createRecall({
    keepMs: 60_000,
    max: 500,
    now,
    find: (channel: string) => askIsMember(client, channel),
  });

  async function openForm({ request, reply, triggerId }: Answer): Promise<boolean> {
    if (reply.form === undefined || triggerId === undefined || request.place === undefined) return false;
    const { responseUrl, place } = request;
    const view = toModal(reply.form, { channel: place.channel, thread: place.thread, responseUrl });
    if (view === undefined) return false;
    return client.views.open({ trigger_id: triggerId, view }).then(
      () => true,
      (error: unknown) => {
        log.info(`A form could not be opened, its text is shown instead: ${errorLine(error)}`);
        return false;
      },
    );
  }

  async function isTold({ request, reply }: Answer): Promise<boolean> {
    const { id, place } = request;
    if (place === undefined || !isForEverybody(request, reply)) return false;
    const content = { kind: 'once', reply } as const;
    return (await teller.tell({ key: `answer/${id}`, place, content, weight: 'last' }, signal)).told;
  }

  async function withInvitation({ request, reply }: Answer): Promise<Reply> {
    const channel = request.place?.channel ?? '';
    const isSeenThere = !isForEverybody(request, reply) && workOf(reply).length === 0;
    if (isSeenThere || !/^[CG]/u.test(channel) || (await isMember(channel))) return reply;
    const { name } = await parts.identity();
    const line = [
      'I am not in this channel, so nobody sees it here; type ',
      { kind: 'code', text: `/invite @${name}` },
    ] as const;
    return { ...reply, sections: [...reply.sections, { kind: 'text', line }] };
  }

  return async (answer) => {
    try {
      if ((await openForm(answer)) || (await isTold(answer))) return;
      const listener = listenerOf(answer.request, now());
      if (listener !== undefined) await whisper(listener, toMessage(await withInvitation(answer)));
    } catch (error) {
      log.error(`An answer could not be given: ${errorLine(error)}`);
    }
  };
}

/** From the Home tab there is no response URL; the conversation with the bot is as private, and keeps the answer. */
function isForEverybody({ via, place, responseUrl }: Request, reply: Reply): boolean {
  if (place !== undefined && /^[DUW]/u.test(place.channel) && responseUrl === undefined) return true;
  if (reply.audience !== undefined) return reply.audience === 'everyone';
  return via === 'mention' && reply.refusal === undefined && !startsWork(reply);
}

/** Runs and probes that were queued have a message of their own there, which says the same. */
function startsWork(reply: Reply): boolean {
  return workOf(reply).length > 0 && reply.status === 'queued';
}

function workOf({ runs = [], probings = [], inquiries = [] }: Reply): readonly string[] {
  return [...runs, ...probings, ...inquiries];
}

function listenerOf(request: Request, now: number): Listener | undefined {
  const { actor, place, responseUrl, receivedAt } = request;
  if (place === undefined) return undefined;
  const isFresh = now - Date.parse(receivedAt) < responseUrlMs;
  const thread = request.opensThread === true ? undefined : place.thread;
  return { channel: place.channel, thread, user: actor.id, responseUrl: isFresh ? responseUrl : undefined };
}

/** Whether the bot may post there; true where Slack cannot be asked, since the post itself will tell. */
async function askIsMember(client: WebClient, channel: string): Promise<boolean> {
  try {
    const answer = await client.conversations.info({ channel });
    return answer.channel?.is_member !== false;
  } catch (error) {
    return !(error instanceof WebAPIPlatformError && error.data.error === 'channel_not_found');
  }
}
