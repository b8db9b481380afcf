import { isRecord } from '../json.ts';

/** Says what is wrong with a value, in Slack's words: `must be less than 76 characters [json-pointer:/blocks/0/text]`. */
export type Check = (value: unknown, at: string) => readonly string[];

export function problem(message: string, at: string): readonly string[] {
  return [`${message} [json-pointer:${at}]`];
}

/** Lengths are in UTF-16 units, which never counts fewer than Slack does. */
export function string(limits: { readonly min?: number; readonly max?: number } = {}): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
  return (value, at) => {
    if (typeof value !== 'string') return problem('must provide a string', at);
    if (value.length < min) return problem(`must be more than ${min - 1} characters`, at);
    return value.length > max ? problem(`must be less than ${max + 1} characters`, at) : [];
  };
}

export const boolean: Check = (value, at) => (typeof value === 'boolean' ? [] : problem('must provide a boolean', at));

export function integer(min: number, max: number): Check {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return problem('must provide an integer', at);
    if (value < min) return problem(`must be greater than or equal to ${min}`, at);
    return value > max ? problem(`must be less than or equal to ${max}`, at) : [];
  };
}

export const number: Check = (value, at) => (typeof value === 'number' ? [] : problem('must provide a number', at));

export function oneOf(...allowed: readonly (string | number)[]): Check {
  return (value, at) =>
    allowed.some((candidate) => candidate === value) ? [] : problem(`must be one of: ${allowed.join(', ')}`, at);
}

export function list(item: Check, limits: { readonly min?: number; readonly max?: number } = {}): Check {
  const { min = 1, max = Number.POSITIVE_INFINITY } = limits;
  return (value, at) => {
    if (!Array.isArray(value)) return problem('must provide an array', at);
    if (value.length < min) return problem(`must provide at least ${min} items`, at);
    if (value.length > max) return problem(`no more than ${max} items allowed`, at);
    return value.flatMap((entry, index) => item(entry, `${at}/${index}`));
  };
}

export type Fields = Readonly<Record<string, Check>>;

/** An object with these fields and no others; `type` is always allowed, and checked by `byType`. */
export function object(fields: Fields, required: readonly string[] = []): Check {
  return (value, at) => {
    if (!isRecord(value)) return problem('must provide an object', at);
    const missing = required
      .filter((name) => value[name] === undefined)
      .flatMap((name) => problem(`missing required field: ${name}`, at));
    const present = Object.entries(value)
      .filter(([name, field]) => name !== 'type' && field !== undefined)
      .flatMap(([name, field]) =>
        Object.hasOwn(fields, name)
          ? (fields[name]?.(field, `${at}/${name}`) ?? [])
          : problem(`invalid additional property: ${name}`, at),
      );
    return [...missing, ...present];
  };
}

/** An object whose `type` names its check. */
export function byType(checks: Fields): Check {
  return (value, at) => {
    if (!isRecord(value)) return problem('must provide an object', at);
    const type = value['type'];
    if (type === undefined) return problem('missing required field: type', at);
    if (typeof type !== 'string') return problem('must provide a string', `${at}/type`);
    const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
    return check?.(value, at) ?? problem(`unsupported type: ${type}`, `${at}/type`);
  };
}

/** Both hold. */
export function both(first: Check, second: Check): Check {
  return (value, at) => [...first(value, at), ...second(value, at)];
}

/** One of several fields must be there. */
export function anyOf(...names: readonly [string, ...string[]]): Check {
  return (value, at) => {
    const isThere = isRecord(value) && names.some((name) => value[name] !== undefined);
    return isThere ? [] : problem(`missing required field: ${names[0]}`, at);
  };
}
