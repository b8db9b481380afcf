import type { Environment, Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';

const placeholder = /\$\{(services|websockets)\.([\w.-]{1,60})\.url\}/gu;

/**
 * What a suite names for the environment of its child, with placeholders and `{ env }` values filled in.
 * Throws `MISSING_VARIABLE` when a variable is not set, `UNKNOWN_ENDPOINT` for a placeholder that names nothing here.
 */
export function suiteVariables(
  suite: Pick<Suite, 'name' | 'variables'>,
  environment: Environment,
  variables: Variables,
): Record<string, string> {
  const lacking = missingVariables(suite, environment, variables);
  if (lacking.length > 1) throw missing(suite.name, lacking);
  const filled = Object.entries(suite.variables).map(([name, setting]) => [
    name,
    fill(setting, environment, variables),
  ]);
  return Object.fromEntries(filled);
}

/** Names of the variables that are not set, each with what of the suite needs it: all at once, not one at a time. */
function missingVariables(
  suite: Pick<Suite, 'variables'>,
  environment: Environment,
  variables: Variables,
): readonly (readonly [variable: string, neededBy: string])[] {
  const needed = Object.entries(suite.variables).flatMap(([name, setting]) =>
    settingsIn(setting, environment).map((each) => [each, name] as const),
  );
  const lacking = needed.flatMap(([each, name]) =>
    typeof each === 'string' || (variables[each.env] ?? '') !== '' ? [] : [[each.env, name] as const],
  );
  return [...new Map(lacking)];
}

function settingsIn(setting: Setting, environment: Environment): readonly Setting[] {
  if (typeof setting !== 'string') return [setting];
  return [...setting.matchAll(placeholder)].flatMap(([, kind, name = '']) => {
    const endpoint = environment[kind === 'services' ? 'services' : 'websockets'].get(name);
    return endpoint === undefined ? [] : [endpoint.url];
  });
}

function missing(suite: string, lacking: readonly (readonly [string, string])[]): OperatorError {
  const names = lacking.map(([variable, neededBy]) => `${variable} (for ${neededBy})`);
  return new OperatorError({
    code: 'MISSING_VARIABLE',
    message: `${lacking.length} variables that "${suite}" needs are not set: ${names.join(', ')}`,
    hint: `Set ${lacking.map(([variable]) => variable).join(', ')} in the environment of Teneleven and start it again`,
  });
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
