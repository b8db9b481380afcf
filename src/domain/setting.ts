import { OperatorError } from './operator-error.ts';

/** A value written in the file, or the name of the variable that holds it. */
export type Setting = string | { readonly env: string };

/** The variables of the process, as read once by `config/`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The value of a setting, where it is set. */
export function valueOf(setting: Setting, variables: Variables): string | undefined {
  return typeof setting === 'string' ? setting : variables[setting.env];
}

/** The value of a setting that has to be there. Throws `MISSING_VARIABLE` when its variable is unset or empty. */
export function resolveSetting(setting: Setting, variables: Variables): string {
  if (typeof setting === 'string') return setting;
  const value = variables[setting.env];
  if (value === undefined || value === '') {
    throw new OperatorError({
      code: 'MISSING_VARIABLE',
      message: `The variable "${setting.env}" is not set`,
      hint: `Set ${setting.env} in the environment of Teneleven and start it again`,
    });
  }
  return value;
}
