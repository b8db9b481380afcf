import { elementsOf } from '../block-ids.ts';
import type { PageAnswer, PressInput, SlackJson } from '../contract.ts';
import { recordsOf, textOf } from '../json.ts';
import { interactionOf, slackNow, viewWith } from '../payloads.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { assertPerson } from './member.ts';

interface Surface {
  readonly blocks: unknown;
  readonly fields: SlackJson;
  readonly viewId?: string | undefined;
}

/** A person presses a button or chooses from a select. The element is the one that was shown, whatever the page says. */
export async function press(stage: Stage, input: PressInput): Promise<PageAnswer> {
  assertPerson(stage, input.user);
  const surface = surfaceOf(stage, input);
  const found = elementsOf(surface.blocks).find(
    ({ blockId, element }) => blockId === input.blockId && element['action_id'] === input.actionId,
  );
  if (found === undefined) throw new Refusal('no_such_element');
  const action = actionOf(found.element, input);
  const ack = await stage.delivery.deliver({
    type: 'interactive',
    retry: 0,
    payload: {
      type: 'block_actions',
      ...interactionOf(stage, input.user),
      ...surface.fields,
      state: input.viewId === undefined ? stateOf(action, input) : undefined,
      trigger_id: stage.triggers.issue({ user: input.user, viewId: surface.viewId }),
      actions: [{ ...action, block_id: input.blockId, action_ts: slackNow() }],
    },
  });
  return ack.acked ? { ok: true } : { ok: false, error: ack.reason };
}

function surfaceOf(stage: Stage, input: PressInput): Surface {
  if (input.viewId !== undefined) return viewSurface(stage, input, input.viewId);
  const channel = input.channel ?? '';
  const ts = input.ts ?? '';
  const whispered = stage.board.findWhisper(channel, input.user, ts);
  const message = whispered ?? stage.board.find(channel, ts);
  if (message === undefined) throw new Refusal('message_not_found');
  const isEphemeral = whispered !== undefined;
  const original = { ts, isEphemeral };
  const name = stage.workspace.channels.find(({ id }) => id === channel)?.name ?? 'directmessage';
  const thread = message['thread_ts'] === undefined ? {} : { thread_ts: message['thread_ts'] };
  return {
    blocks: message['blocks'],
    fields: {
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: isEphemeral, ...thread },
      channel: { id: channel, name },
      ...(isEphemeral ? {} : { message }),
      response_url: `${stage.origin}/response/actions/${stage.responses.issue({ channel, user: input.user, original })}`,
    },
  };
}

function viewSurface(stage: Stage, { user, values }: PressInput, viewId: string): Surface {
  const modal = stage.modals.find(viewId);
  const home = stage.modals.home(user);
  const shown = modal?.user === user ? modal.view : home;
  if (shown === undefined || shown['id'] !== viewId) throw new Refusal('not_found');
  const view = viewWith(shown, values ?? {});
  return {
    blocks: view['blocks'],
    fields: { container: { type: 'view', view_id: viewId }, view },
    viewId: modal === undefined ? undefined : viewId,
  };
}

const optionLists: Readonly<Record<string, string>> = {
  static_select: 'selected_option',
  overflow: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  checkboxes: 'selected_options',
};

function actionOf(element: SlackJson, input: PressInput): SlackJson {
  const { confirm: _confirm, options, option_groups: groups, url: _url, ...rest } = element;
  const key = optionLists[textOf(element, 'type')];
  if (key === undefined) return rest;
  const all = [...recordsOf(options), ...recordsOf(groups).flatMap((group) => recordsOf(group['options']))];
  const chosen = all.find(({ value }) => value === input.selected?.['value']);
  if (chosen === undefined) throw new Refusal('no_such_option');
  return { ...rest, [key]: key === 'selected_option' ? chosen : [chosen] };
}

/** Buttons hold nothing; a choice is part of the message's state. */
function stateOf(action: SlackJson, input: PressInput): SlackJson {
  const { type, selected_option, selected_options } = action;
  if (selected_option === undefined && selected_options === undefined) return { values: {} };
  return { values: { [input.blockId]: { [input.actionId]: { type, selected_option, selected_options } } } };
}
