import type { AckFn, App, RespondArguments, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';

import { z } from 'zod';

import type { Attachments, LoadAttachment } from '#chat/attachments.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note } from '#domain/reply.ts';

import { toMessage } from './blocks.ts';
import { createClicks } from './clicks.ts';
import { formCallbackId, refusalModal } from './form.ts';
import { readButton } from './request-button.ts';
import { blameField, readForm, refusalLines } from './request-form.ts';
import type { Intake } from './request-intake.ts';
import { readMention } from './request-mention.ts';
import { readShortcut, type MessageReport } from './request-shortcut.ts';
import { readSlash } from './request-slash.ts';
import { senderOf } from './sender.ts';
import type { Listener, WhisperTo } from './whisper.ts';

export interface ListenParts {
  readonly intake: Intake;
  readonly whisper: WhisperTo;
  readonly openHome: (body: unknown) => Promise<void>;
  readonly attachments?: Pick<Attachments, 'put'> | undefined;
  /** How the report of a message is had. */
  readonly loadReport?: ((report: MessageReport) => LoadAttachment) | undefined;
  readonly now: () => Date;
}

/** Resolves when all that was heard so far is acknowledged. */
export type Acknowledged = () => Promise<void>;

interface Ears {
  readonly intake: Intake;
  readonly attachments?: ListenParts['attachments'];
  readonly loadReport?: ListenParts['loadReport'];
  readonly receivedAt: () => string;
  readonly isDouble: (click: string) => boolean;
  /** Does not wait for it: what is said may take longer than the acknowledgement may. */
  readonly tell: (listener: Listener, text: string) => void;
}

/** Makes a request of every slash command, button, form and mention of `app`, and acknowledges all else. */
export function listenTo(app: App, { intake, whisper, openHome, now, ...parts }: ListenParts): Acknowledged {
  const ears: Ears = {
    ...parts,
    intake,
    receivedAt: () => now().toISOString(),
    isDouble: createClicks(() => now().getTime()),
    tell: (listener, text) => void whisper(listener, toMessage(note(text))),
  };
  const open = new Set<Promise<void>>();
  const track = async (work: Promise<void>): Promise<void> => {
    open.add(work);
    await work.finally(() => open.delete(work));
  };
  app.command(/^\//u, ({ body, ack }) => track(hearSlash(ears, body, ack)));
  app.action(/./u, ({ body, ack }) => track(hearButton(ears, body, ack)));
  app.view<ViewSubmitAction>({ callback_id: formCallbackId, type: 'view_submission' }, ({ body, ack }) =>
    track(hearForm(ears, body, ack)),
  );
  app.shortcut(/./u, ({ body, ack }) => track(hearShortcut(ears, body, ack)));
  app.options(/./u, ({ ack }) => ack({ options: [] }));
  app.event('app_mention', ({ body }) => track(hearMention(ears, body)));
  app.event('app_home_opened', async ({ body }) => void openHome(body));
  return async () => void (await Promise.allSettled(open));
}

async function hearSlash(ears: Ears, body: unknown, ack: AckFn<RespondArguments>): Promise<void> {
  const tell = (text: string) => ack({ response_type: 'ephemeral', ...toMessage(note(text)) });
  const heard = orMistake(() => readSlash(body, ears.receivedAt()));
  if (heard instanceof OperatorError) return tell(wordsOf(heard));
  await ears.intake.take({ ...heard, ack: (notice) => (notice === undefined ? ack() : tell(notice)) });
}

async function hearButton(ears: Ears, body: unknown, ack: () => Promise<void>): Promise<void> {
  const button = orMistake(() => readButton(body, ears.receivedAt()));
  if (button instanceof OperatorError) return refuse(ears, { body, mistake: button }, ack);
  if (button === undefined || ears.isDouble(button.click)) return ack();
  const request = orMistake(button.read);
  if (request instanceof OperatorError) {
    ears.tell(button, wordsOf(request));
    return ack();
  }
  await ears.intake.take({
    request,
    triggerId: button.triggerId,
    ack(notice) {
      if (notice !== undefined) ears.tell(button, notice);
      return ack();
    },
  });
}

async function hearShortcut(ears: Ears, body: unknown, ack: () => Promise<void>): Promise<void> {
  const heard = orMistake(() => readShortcut(body, ears.receivedAt()));
  if (heard === undefined || heard instanceof OperatorError) {
    return refuse(ears, { body, mistake: heard ?? notMine() }, ack);
  }
  const { request, report } = heard;
  if (report !== undefined) {
    const load = ears.loadReport?.(report);
    if (load === undefined) return refuse(ears, { body, mistake: notMine() }, ack);
    ears.attachments?.put(request.id, load);
  }
  const { channel, thread } = request.place ?? { channel: '' };
  const listener = { channel, thread, user: request.actor.id, responseUrl: request.responseUrl };
  await ears.intake.take({
    request,
    ack(notice) {
      if (notice !== undefined) ears.tell(listener, notice);
      return ack();
    },
  });
}

/** Acknowledged by `PatientApp` when this resolves. */
async function hearMention(ears: Ears, body: unknown): Promise<void> {
  const mention = orMistake(() => readMention(body, ears.receivedAt()));
  if (mention instanceof OperatorError) return refuse(ears, { body, mistake: mention });
  if (mention === undefined) return;
  const request = orMistake(mention.read);
  if (request instanceof OperatorError) return ears.tell(mention, wordsOf(request));
  await ears.intake.take({
    request,
    async ack(notice) {
      if (notice !== undefined) ears.tell(mention, notice);
    },
  });
}

async function hearForm(ears: Ears, body: unknown, ack: AckFn<ViewResponseAction>): Promise<void> {
  const showInstead = (lines: readonly string[]) =>
    ack({ response_action: 'update', view: refusalModal('Not started', lines) });
  const heard = orMistake(() => readForm(body, ears.receivedAt()));
  if (heard instanceof OperatorError) return showInstead([heard.message, heard.hint]);
  const { request, values, errors, attachment } = heard;
  if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
  if (attachment !== undefined) {
    const bytes = new TextEncoder().encode(attachment);
    ears.attachments?.put(request.id, async () => ({ name: 'the pasted report', bytes }));
  }
  await ears.intake.takeForm({
    request,
    ack: (notice) => (notice === undefined ? ack() : showInstead([notice])),
    refuse(refusal) {
      const blamed = blameField(refusal, values);
      return blamed === undefined
        ? showInstead(refusalLines(refusal))
        : ack({ response_action: 'errors', errors: blamed });
    },
  });
}

/** What cannot become a request is refused at once, and nothing of it is kept. */
function orMistake<T>(read: () => T): T | OperatorError {
  try {
    return read();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    if (error instanceof z.ZodError || error instanceof SyntaxError) return notUnderstood();
    throw error;
  }
}

const typeInstead = 'Please type the command instead; "help" lists them';

function notUnderstood(): OperatorError {
  const message = 'Slack sent this in a form that I do not know, so nothing was started';
  return new OperatorError({ code: 'NOT_UNDERSTOOD', message, hint: typeInstead });
}

function notMine(): OperatorError {
  const message = 'This shortcut is not one of mine, so nothing was started';
  return new OperatorError({ code: 'UNKNOWN_SHORTCUT', message, hint: typeInstead });
}

/** Says so to who sent it, where that can be read. */
async function refuse(
  ears: Ears,
  { body, mistake }: { readonly body: unknown; readonly mistake: OperatorError },
  ack?: () => Promise<void>,
): Promise<void> {
  const sender = senderOf(body);
  if (sender !== undefined) ears.tell(sender, wordsOf(mistake));
  await ack?.();
}

function wordsOf(mistake: OperatorError): string {
  return `${mistake.message}. ${mistake.hint}`;
}
