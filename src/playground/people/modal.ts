import type { CloseInput, HomeInput, PageAnswer, SlackJson, SubmitInput } from '../contract.ts';
import { sendEvent } from '../events.ts';
import { isRecord, recordOf, textOf } from '../json.ts';
import { interactionOf, slackNow, viewWith } from '../payloads.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { checkedView, pushView, updateView } from '../views.ts';
import { assertPerson } from './member.ts';
import { gapsOf } from './modal-gaps.ts';

/** What the page says when the bot's answer to a submission is missing or makes no sense. */
const trouble: PageAnswer = { ok: false, error: 'We had some trouble connecting. Try again?' };

/** A person submits a modal; the bot's `response_action` is done. */
export async function submit(stage: Stage, input: SubmitInput): Promise<PageAnswer> {
  assertPerson(stage, input.user);
  const view = openViewOf(stage, input);
  const gaps = gapsOf(view, input.values);
  if (Object.keys(gaps).length > 0) return { ok: false, errors: gaps };
  const ack = await stage.delivery.deliver({
    type: 'interactive',
    retry: 0,
    payload: {
      type: 'view_submission',
      ...interactionOf(stage, input.user),
      trigger_id: stage.triggers.issue({ user: input.user, viewId: input.viewId }),
      view: viewWith(view, input.values),
      response_urls: [],
    },
  });
  if (!ack.acked) return trouble;
  try {
    return await act(stage, input, ack.payload);
  } catch (error) {
    if (error instanceof Refusal) return { ...trouble, error: `${trouble.error} (${error.code})` };
    throw error;
  }
}

async function act(stage: Stage, input: SubmitInput, payload: SlackJson): Promise<PageAnswer> {
  switch (payload['response_action']) {
    case undefined:
      stage.modals.close(input.viewId);
      return { ok: true };
    case 'clear':
      stage.modals.clear(input.user);
      return { ok: true };
    case 'update':
      await updateView(stage, input.viewId, { view: payload['view'] });
      return { ok: true };
    case 'push':
      await pushView(stage, input, checkedView(payload['view'], 'modal'));
      return { ok: true };
    case 'errors':
      return withErrors(openViewOf(stage, input), payload['errors']);
    default:
      return trouble;
  }
}

/** Errors name blocks of the view; others mean that the bot made a mistake. */
function withErrors(view: SlackJson, errors: unknown): PageAnswer {
  if (!isRecord(errors)) return trouble;
  const blocks = Array.isArray(view['blocks']) ? view['blocks'] : [];
  const inputs = new Set(
    blocks
      .map(recordOf)
      .filter(({ type }) => type === 'input')
      .map((block) => block['block_id']),
  );
  const entries = Object.entries(errors).map(([blockId, message]) => [blockId, String(message)] as const);
  if (entries.length === 0 || entries.some(([blockId]) => !inputs.has(blockId))) return trouble;
  return { ok: false, errors: Object.fromEntries(entries) };
}

/** A person closes a modal with its cross or its Cancel. */
export async function closeModal(stage: Stage, input: CloseInput): Promise<PageAnswer> {
  assertPerson(stage, input.user);
  const view = openViewOf(stage, input);
  if (view['clear_on_close'] === true) stage.modals.clear(input.user);
  else stage.modals.close(input.viewId);
  if (view['notify_on_close'] !== true) return { ok: true };
  const ack = await stage.delivery.deliver({
    type: 'interactive',
    retry: 0,
    payload: { type: 'view_closed', ...interactionOf(stage, input.user), view, is_cleared: view['clear_on_close'] },
  });
  return ack.acked ? { ok: true } : { ok: false, error: ack.reason };
}

/** A person opens the Home tab of the bot. */
export async function home(stage: Stage, input: HomeInput): Promise<PageAnswer> {
  assertPerson(stage, input.user);
  const view = stage.modals.home(input.user);
  if (view !== undefined) stage.board.emit({ kind: 'home', user: input.user, view });
  const opened = await stage.workspace.asBot('conversations.open', { users: input.user });
  const ack = await sendEvent(stage, {
    type: 'app_home_opened',
    user: input.user,
    channel: textOf(recordOf(opened['channel']), 'id'),
    tab: 'home',
    event_ts: slackNow(),
    ...(view === undefined ? {} : { view }),
  });
  return ack.acked ? { ok: true } : { ok: false, error: ack.reason };
}

function openViewOf(stage: Stage, input: CloseInput): SlackJson {
  const modal = stage.modals.find(input.viewId);
  if (modal?.user !== input.user) throw new Refusal('not_found');
  return modal.view;
}
