import { createHash } from 'node:crypto';
import type { Reply } from '#domain/reply.ts';

import { toMessage, type SlackMessage } from './blocks.ts';
import { toText } from './text-form.ts';

const forms: readonly ((reply: Reply) => SlackMessage)[] = [
  toMessage,
  (reply) => ({ text: toText(reply), blocks: [] }),
  (reply) => ({ text: toText(reply, 1_000), blocks: [] }),
  (reply) => ({ text: toText({ ...reply, sections: [] }, 300), blocks: [] }),
];

/** A reply, plainer with each step, for when Slack refuses the fuller form; undefined when there is no plainer one. */
export function formOf(reply: Reply, step: number): SlackMessage | undefined {
  return forms[step]?.(reply);
}

/** Names the content of a reply as Slack shows it at its fullest, however plain it had to be sent. */
export function contentHash(reply: Reply): string {
  return createHash('sha256')
    .update(JSON.stringify(fullest(reply)))
    .digest('base64url')
    .slice(0, 22);
}

function fullest(reply: Reply): unknown {
  try {
    return toMessage(reply);
  } catch {
    return toText(reply);
  }
}
