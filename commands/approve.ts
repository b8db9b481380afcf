import type { Command } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';

import { decideReply } from './decide-reply.ts';

const usage = 'approve <approval>';

export const approveCommand: Command<{ readonly approval: string }> = {
  name: 'approve',
  usage,
  summary: 'Agree to what a card shows, such as a deploy: it runs once, exactly as shown',
  permission: 'approve',
  parse(words) {
    const [approval] = readWords(words, { usage, plain: 1 }).plain;
    if (approval === undefined) throw badWords('The approval is missing', usage);
    return { approval: approval.toLowerCase() };
  },
  run: ({ approval }, context) => decideReply(approval, { kind: 'approve' }, context),
};
