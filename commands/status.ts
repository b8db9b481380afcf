import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { shareStatus } from '#status/share-status.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

const usage = 'status [<environment>]';

/** A factory, because what several ask at once is shared among them. */
export function statusCommand(): Command<string | undefined> {
  const gather = shareStatus();
  return {
    name: 'status',
    usage,
    summary: 'Say how everything stands and how old that knowledge is, the worst first',
    permission: 'read',
    parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
    async run(name, context) {
      const all = [...context.configuration.environments.keys()];
      const names = name === undefined ? all : [resolveEnvironment(name, context.configuration).name];
      const { statusReply } = await import('#status/status-reply.ts');
      return statusReply(await gather(names, context));
    },
  };
}
