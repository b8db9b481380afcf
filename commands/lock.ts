import type { Command } from '#chat/command.ts';
import { badWords } from '#chat/read-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note } from '#domain/reply.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

const usage = 'lock <environment> [reason]';
const maxReasonLength = 200;

export const lockCommand: Command<{ readonly environment: string; readonly reason?: string | undefined }> = {
  name: 'lock',
  usage,
  summary: 'Keep new runs off an environment, with a reason',
  permission: 'lock',
  parse([environment, ...words]) {
    if (environment === undefined) throw badWords('The environment is missing', usage);
    const reason = words.join(' ').trim();
    if (reason.length > maxReasonLength) {
      throw badWords(`The reason has ${reason.length} characters, more than ${maxReasonLength}`, usage);
    }
    return { environment, reason: reason === '' ? undefined : reason };
  },
  async run(input, context) {
    const { name } = resolveEnvironment(input.environment, context.configuration);
    const lock = {
      environment: name,
      by: context.request.actor,
      reason: input.reason,
      at: context.now().toISOString(),
    };
    const locked = await context.store.locks.lock(lock);
    const active = (await context.store.runs.active()).filter((run) => run.environment === name);
    if (locked) {
      const still = active.length === 0 ? '' : `; ${active.map((run) => run.id).join(', ')} will still finish`;
      const why = input.reason === undefined ? '' : `: ${input.reason}`;
      return { ...note(`${lock.by.name} locked ${name} for new runs${why}${still}`), audience: 'everyone' };
    }
    const earlier = await context.store.locks.get(name);
    throw new OperatorError({
      code: 'ALREADY_LOCKED',
      message: `"${name}" is already locked by ${earlier?.by.name ?? 'somebody'}: ${earlier?.reason ?? 'no reason given'}`,
      hint: `Use "unlock ${name}" first if the lock is yours to replace`,
    });
  },
};
