import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { gatherStatus } from '#status/gather-status.ts';
import { statusReply } from '#status/status-reply.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

const usage = 'status [<environment>]';

export const statusCommand: Command<string | undefined> = {
  name: 'status',
  usage,
  summary: 'Say how everything stands and how old that knowledge is, the worst first',
  permission: 'read',
  parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
  async run(name, context) {
    const all = [...context.configuration.environments.keys()];
    const names = name === undefined ? all : [resolveEnvironment(name, context.configuration).name];
    return statusReply(await gatherStatus(names, context));
  },
};
