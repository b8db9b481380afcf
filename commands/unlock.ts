import type { Command } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { note } from '#domain/reply.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

const usage = 'unlock <environment>';

export const unlockCommand: Command<{ readonly environment: string }> = {
  name: 'unlock',
  usage,
  summary: 'Let runs start on an environment again',
  permission: 'lock',
  parse(words) {
    const [environment] = readWords(words, { usage, plain: 1 }).plain;
    if (environment === undefined) throw badWords('The environment is missing', usage);
    return { environment };
  },
  async run(input, context) {
    const { name } = resolveEnvironment(input.environment, context.configuration);
    const lock = await context.store.locks.unlock(name);
    if (lock === undefined) return note(`${name} was not locked`);
    return { ...note(`${name} is unlocked; ${lock.by.name} had locked it`), audience: 'everyone' };
  },
};
