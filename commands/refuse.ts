import type { Command } from '#chat/command.ts';
import { badWords } from '#chat/read-words.ts';
import type { Approval } from '#domain/approval.ts';
import { actionInWords } from '#domain/approval-words.ts';
import { note, type Reply } from '#domain/reply.ts';

import { decideReply } from './decide-reply.ts';
import { findApproval } from './find-approval.ts';

interface RefuseInput {
  readonly approval: string;
  readonly reason?: string | undefined;
}

const usage = 'refuse <approval> [reason]';
const longestReason = 300;

export const refuseCommand: Command<RefuseInput> = {
  name: 'refuse',
  usage,
  summary: 'Refuse what a card asks for, with a reason: it does not run',
  permission: 'approve',
  parse([approval, ...words]) {
    if (approval === undefined) throw badWords('The approval is missing', usage);
    const reason = words.join(' ').trim();
    if (reason.length > longestReason) {
      throw badWords(`The reason has ${reason.length} characters, more than ${longestReason}`, usage);
    }
    return { approval: approval.toLowerCase(), reason: reason === '' ? undefined : reason };
  },
  async run({ approval, reason }, context) {
    const isAsked = context.request.via === 'button' && reason === undefined;
    const found = isAsked ? await findApproval(approval, context.store) : undefined;
    if (found?.state === 'waiting') return askReply(found);
    return decideReply(approval, { kind: 'refuse', reason }, context);
  },
};

/** A button holds no reason: a form asks for it. */
function askReply({ id, card, environment }: Approval): Reply {
  return {
    ...note(`Why is ${id} refused? Type "refuse ${id} <reason>"`, { kind: 'aside', line: [`Usage: ${usage}`] }),
    refusal: 'BAD_WORDS',
    form: {
      title: `Refuse ${id}`,
      submit: 'Refuse',
      command: 'refuse',
      fields: [
        {
          kind: 'text',
          name: 'reason',
          label: 'Why',
          hint: `The ${actionInWords(card)} on ${environment} does not run; who asked is told`,
          prefix: [id],
          maxLength: longestReason,
        },
      ],
    },
  };
}
