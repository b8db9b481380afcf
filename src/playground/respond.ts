import type { SlackJson } from './contract.ts';
import { isTrue, textOf } from './json.ts';
import { deleteAsBot, editAsBot, postAsBot, showWhisper, whisper } from './messages.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { Stage } from './stage.ts';
import { assertContent } from './validate-message.ts';

/** Does what was sent to a `response_url`, or returned with the acknowledgement. Throws a `Refusal`. */
export async function respond(stage: Stage, target: ResponseTarget, body: SlackJson): Promise<void> {
  const { channel, original } = target;
  if (isTrue(body['delete_original']) && original !== undefined) {
    if (original.isEphemeral) stage.board.remove(channel, original.ts);
    else await deleteAsBot(stage, channel, original.ts);
    return;
  }
  assertContent(body);
  const content = contentOf(body);
  if (isTrue(body['replace_original']) && original !== undefined) {
    if (original.isEphemeral) showWhisper(stage, { ...target, ts: original.ts }, content);
    else await editAsBot(stage, { channel, ts: original.ts }, content);
    return;
  }
  if (textOf(body, 'response_type') === 'in_channel') await postAsBot(stage, channel, content);
  else await whisper(stage, { channel, user: target.user }, content);
}

function contentOf(body: SlackJson): SlackJson {
  const kept = ['text', 'blocks', 'attachments', 'metadata', 'thread_ts'];
  return Object.fromEntries(kept.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]));
}
