import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration, Permission } from '#domain/configuration.ts';
import type { Reply } from '#domain/reply.ts';
import type { Variables } from '#domain/setting.ts';
import type { Request, Store } from '#state/state.ts';

import type { LoadAttachment } from './attachments.ts';

/** One subcommand of `/e2e`. A new one is a file in `commands/`, its test, and a line in `commands/load-commands.ts`. */
export interface Command<I> {
  readonly name: string;
  /** Words after `/e2e`: `run <suite|p1|all> [on <environment>] [-k <expression>]`. */
  readonly usage: string;
  /** One line, starts with a verb. */
  readonly summary: string;
  /** `read` needs membership in the workspace only. */
  readonly permission: Permission | 'read';
  /** Throws `OperatorError` for words that it does not understand. */
  parse(words: readonly string[]): I;
  /** Validates, records, answers; never waits for the work itself. */
  run(input: I, context: CommandContext): Promise<Reply>;
}

export interface CommandContext {
  readonly request: Request;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly store: Store;
  readonly now: () => Date;
  /** What is wrong with `e2e.yaml` as it is now, while the version before is in use. */
  readonly configurationProblem?: ConfigurationProblem | undefined;
  /** What came with the request, beside its words; once. */
  readonly attachment?: (() => LoadAttachment | undefined) | undefined;
}
