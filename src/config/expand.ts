import type { Environment, Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';

const placeholder = /\$\{(services|websockets)\.([\w.-]{1,60})\.url\}/gu;

/**
 * What a suite names for the environment of its child, with placeholders and `{ env }` values filled in.
 * Throws `MISSING_VARIABLE` when a variable is not set, `UNKNOWN_ENDPOINT` for a placeholder that names nothing here.
 */
export function suiteVariables(
  suite: Pick<Suite, 'variables'>,
  environment: Environment,
  variables: Variables,
): Record<string, string> {
  const filled = Object.entries(suite.variables).map(([name, setting]) => [
    name,
    fill(setting, environment, variables),
  ]);
  return Object.fromEntries(filled);
}

/** argv with its placeholders filled in. Throws like `suiteVariables`. */
export function expandCommand(
  command: readonly string[],
  environment: Environment,
  variables: Variables,
): readonly string[] {
  return command.map((word) => fill(word, environment, variables));
}

/** The value of a variable is taken as it is: a placeholder in it means nothing. */
function fill(setting: Setting, environment: Environment, variables: Variables): string {
  if (typeof setting !== 'string') return resolveSetting(setting, variables);
  return setting.replaceAll(placeholder, (whole, kind: 'services' | 'websockets', name: string) => {
    const endpoint = environment[kind].get(name);
    if (endpoint !== undefined) return resolveSetting(endpoint.url, variables);
    throw new OperatorError({
      code: 'UNKNOWN_ENDPOINT',
      message: `"${whole}" names nothing in the environment "${environment.name}"`,
      hint: `${kind} there: ${[...environment[kind].keys()].join(', ') || 'none'}`,
    });
  });
}
