import { z } from 'zod';
import { parseDuration } from '#domain/duration.ts';
import type { Setting } from '#domain/setting.ts';

export interface Rule {
  /** Shown by editors, and used to check. */
  readonly pattern: RegExp;
  /** What the value should have been: completes "expected …". */
  readonly expected: string;
  readonly remedy: string;
}

/** A text that matches a pattern; a mismatch says what was expected and how to write it. */
export function textLike({ pattern, expected, remedy }: Rule) {
  return z
    .string()
    .check((context) => {
      if (pattern.test(context.value)) return;
      const params = { expected, remedy };
      context.issues.push({ code: 'custom', input: context.value, message: expected, params, continue: true });
    })
    .meta({ title: expected, pattern: pattern.source });
}

const longestText = 4_096;

/** A text for people or machines, not empty. */
export const text = textLike({
  pattern: new RegExp(`^[^\\0]{1,${longestText}}$`, 'u'),
  expected: 'a text',
  remedy: `write 1 to ${longestText} characters, or remove the key`,
});

/** Names of environments, suites, services and so on: they are typed in chat and become parts of file names. */
export const name = textLike({
  pattern: /^(?!(?:all|on|[pP]\d+|\d+)$)[A-Za-z0-9_][A-Za-z0-9._-]{0,59}$/u,
  expected: 'a name',
  remedy: 'use letters, digits, ".", "-", "_", at most 60, a letter first; not "all", "on", "p1": commands use them',
});

export const variableName = textLike({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/u,
  expected: 'the name of a variable',
  remedy: 'use letters, digits and "_", such as JWT_SECRET_KEY',
});

const variable = z.strictObject({ env: variableName });

/** A text, or the name of the variable that holds it. */
export const setting: z.ZodType<Setting, Setting> = z.union([z.string(), variable], {
  error: 'a text or { env: NAME }',
});

const textWithPrefix = (pattern: RegExp, expected: string, remedy: string): z.ZodType<Setting, Setting> =>
  z.union([textLike({ pattern, expected, remedy }), variable], {
    error: `${expected}, or { env: NAME }`,
  });

export const httpUrl = textWithPrefix(
  /^https?:\/\/[^\s/?#]+[^\s#]*$/u,
  'an http or https address',
  'write it with its scheme, such as https://api.staging.example.com',
);

export const webSocketUrl = textWithPrefix(
  /^wss?:\/\/[^\s/?#]+[^\s#]*$/u,
  'a ws or wss address',
  'write it with its scheme, such as wss://api.staging.example.com/ws',
);

export const path = textLike({
  pattern: /^\/[^\s#]*$/u,
  expected: 'a path that starts with "/"',
  remedy: 'write the path below the url of the service, such as /health',
});

export const versionPath = textLike({
  pattern: /^\/[^\s#]*(?:#(?:\/[^\s]*)?)?$/u,
  expected: 'a path, or path#/json/pointer',
  remedy: 'write it like /version, or /version#/sha to take one value out of a JSON answer',
});

export const jsonPointer = textLike({
  pattern: /^(?:\/[^\s]*)?$/u,
  expected: 'a JSON pointer',
  remedy: 'write it like /type or /data/token',
});

export const jsonPointerInside = textLike({
  pattern: /^\/[^\s]*$/u,
  expected: 'a JSON pointer',
  remedy: 'begin it with "/", such as /status or /database/status',
});

/** A field name of HTTP (RFC 9110, 5.1): a token. */
export const headerName = textLike({
  pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/u,
  expected: 'the name of a header',
  remedy: 'use letters, digits and "-", at most 100, such as X-Environment',
});

export const channel = textLike({
  pattern: /^(?:#?[^\s#@!<>]{1,80})$/u,
  expected: 'a channel',
  remedy: 'write its name in quotes, such as "#staging", or its id, such as C024BE91L',
});

/** A user id, an e-mail address, a user group id or the handle of a user group. */
export const person = textLike({
  pattern: /^(?:[UWS][A-Z0-9]{2,}|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+|@?[A-Za-z0-9][A-Za-z0-9._-]*)$/u,
  expected: 'a user id, an e-mail address or a user group',
  remedy: 'write it like U024BE7LH, ada@example.com, S0614TZR7 or "@backend-oncall"',
});

/** One word of argv, or the value of a variable. The text as written also where YAML sees a number. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A word, or the name of the variable that holds it. */
export const wordSetting = z
  .union([z.string(), z.number(), z.boolean(), variable], { error: 'a text or { env: NAME }' })
  .transform((value): Setting => (typeof value === 'object' ? value : String(value)));

/** argv; never a shell. */
export const command = z
  .array(word)
  .min(1)
  .check((context) => {
    const [program = ''] = context.value;
    if (context.value.length === 0 || (program !== '' && !/\s/u.test(program))) return;
    const params = { expected: 'a program and its words', remedy: `write each word by itself: ${flowList(program)}` };
    context.issues.push({
      code: 'custom',
      input: program,
      path: [0],
      message: params.expected,
      params,
      continue: true,
    });
  });

/** `[pytest, tests, -v]` for `pytest tests -v`: what somebody probably meant. */
export function flowList(line: string): string {
  const words = line.split(/\s+/u, 12).filter((part) => part !== '');
  return words.length === 0 ? '[pytest, tests, -v]' : `[${words.map(inFlowList).join(', ')}]`;
}

function inFlowList(part: string): string {
  return /^[\w./=-]+$/u.test(part) ? part : JSON.stringify(part);
}

/** Read as milliseconds. Longer than 24 days does not fit into a timer, so nothing that waits may be. */
export function duration(limits: { readonly min: string; readonly max: string }) {
  const [minMs, maxMs] = [parseDuration(limits.min) ?? 0, parseDuration(limits.max) ?? 0];
  const remedy = 'write a number with ms, s, m, h or d, such as 90s';
  const expected = `a duration from ${limits.min} to ${limits.max}`;
  return z
    .string({ error: expected })
    .meta({ title: expected, pattern: '^\\d{1,9}(\\.\\d{1,3})? ?(ms|s|m|h|d)$' })
    .transform((value, context): number => {
      const ms = parseDuration(value);
      if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
      context.issues.push({ code: 'custom', input: value, message: expected, params: { expected, remedy } });
      return z.NEVER;
    });
}
