import type { PageAnswer, ShortcutInput } from '../contract.ts';
import { interactionOf, slackNow } from '../payloads.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { assertMember } from './member.ts';

/** A person takes a shortcut from the menu of a message. Resolves when the bot has acknowledged, or has failed to. */
export async function shortcut(stage: Stage, input: ShortcutInput): Promise<PageAnswer> {
  const { user, ts, callbackId } = input;
  const channel = assertMember(stage, input);
  if (!stage.app.shortcuts.some((each) => each.callbackId === callbackId)) throw new Refusal('no_such_shortcut');
  const message = stage.board.find(channel.id, ts);
  if (message === undefined) throw new Refusal('message_not_found');
  const responseId = stage.responses.issue({ channel: channel.id, user });
  const ack = await stage.delivery.deliver({
    type: 'interactive',
    retry: 0,
    payload: {
      type: 'message_action',
      ...interactionOf(stage, user),
      callback_id: callbackId,
      trigger_id: stage.triggers.issue({ user }),
      action_ts: slackNow(),
      channel: { id: channel.id, name: channel.name },
      message_ts: ts,
      message,
      response_url: `${stage.origin}/response/app/${responseId}`,
    },
  });
  return ack.acked ? { ok: true } : { ok: false, error: ack.reason };
}
