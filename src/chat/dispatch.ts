import { randomBytes } from 'node:crypto';

import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note, type Reply } from '#domain/reply.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';

import type { Attachments } from './attachments.ts';
import type { Command, CommandContext } from './command.ts';
import { decide, type Membership } from './gate.ts';
import { unknownCommand } from './unknown-command.ts';

const longestName = 80;

/** Carries out one request and answers it. Never rejects: a mistake and a bug are answers too. */
export type Dispatch = (request: Request) => Promise<Reply>;

export interface DispatchParts {
  readonly commands: readonly Command<unknown>[];
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly store: Store;
  readonly configurationProblem?: (() => CommandContext['configurationProblem']) | undefined;
  readonly attachments?: Pick<Attachments, 'take'> | undefined;
  readonly whois: (request: Request) => Promise<Membership>;
  readonly now: () => Date;
  /** Told of every bug with the id that the person got. */
  readonly onBug: (error: unknown, bugId: string) => void;
}

export function createDispatch(parts: DispatchParts): Dispatch {
  return async (request) => {
    try {
      return await carryOut(request, parts);
    } catch (error) {
      if (error instanceof OperatorError) return mistakeReply(error);
      const bugId = randomBytes(3).toString('hex');
      parts.onBug(error, bugId);
      return {
        ...note(`Something went wrong inside Teneleven; it is in the log as ${bugId}`),
        status: 'failed',
        refusal: 'BUG',
      };
    }
  };
}

/** The answer to a mistake: what is wrong, and the way out. */
export function mistakeReply(mistake: OperatorError): Reply {
  return {
    ...note(mistake.message, { kind: 'text', line: [mistake.hint] }),
    refusal: mistake.code,
    json: { error: { code: mistake.code, message: mistake.message, hint: mistake.hint } },
  };
}

async function carryOut(request: Request, parts: DispatchParts): Promise<Reply> {
  const configuration = parts.configuration();
  const [name = 'help', ...words] = request.words;
  const command = findCommand(name, parts.commands);
  const who = await parts.whois(request);
  const decision = decide(command.permission, who, configuration.access);
  if (!decision.allowed) {
    throw new OperatorError({
      code: 'NOT_ALLOWED',
      message: `You may not use "${command.name}": ${decision.reason}`,
      hint: 'Ask an administrator of Teneleven, or somebody who may',
    });
  }
  const context: CommandContext = {
    request: named(request, who),
    configuration,
    variables: parts.variables,
    store: parts.store,
    now: parts.now,
    configurationProblem: parts.configurationProblem?.(),
    attachment: () => parts.attachments?.take(request.id),
  };
  return command.run(command.parse(words), context);
}

/** A mention tells the id of the person alone. */
function named(request: Request, { calledName }: Membership): Request {
  const { actor } = request;
  return calledName === undefined || actor.name !== actor.id
    ? request
    : { ...request, actor: { ...actor, name: calledName.slice(0, longestName) } };
}

function findCommand(name: string, commands: readonly Command<unknown>[]): Command<unknown> {
  const command = commands.find((each) => each.name === name.toLowerCase());
  if (command !== undefined) return command;
  throw unknownCommand(
    name,
    commands.map((each) => each.name),
  );
}
