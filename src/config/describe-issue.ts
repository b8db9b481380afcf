import type { z } from 'zod';
import { nearest } from '#domain/nearest.ts';
import type { Complaint } from './problem.ts';
import { flowList } from './schema/texts.ts';
import { isSecretPath, showValue } from './show-value.ts';

type Issue = z.core.$ZodIssue;

/** Keys that an example says more about than a word. */
const examples: Readonly<Record<string, string>> = {
  command: 'command: [pytest, tests, -v]',
  runner: 'runner: pytest',
  environments: 'environments: { staging: {} }',
  url: 'url: https://api.staging.example.com',
  cron: 'cron: "*/5 * * * *"',
  env: 'env: NAME_OF_A_VARIABLE',
};

type KeysAt = (path: readonly PropertyKey[]) => readonly string[];

/** What the schema found, in words for the person who wrote the file. `known` lists the keys of the map at a path. */
export function describeIssues(issues: readonly Issue[], known: KeysAt): Complaint[] {
  const complaints = issues.flatMap((issue) => describeIssue(issue, known));
  const meant = new Set(complaints.flatMap((one) => (one.meant === undefined ? [] : [placeOf(one.path, one.meant)])));
  // A key that is missing because it was misspelt is one mistake.
  return complaints.filter(
    ({ path, message }) => !message.startsWith('missing') || !meant.has(placeOf(path, String(path.at(-1)))),
  );
}

function placeOf(path: readonly PropertyKey[], key: string): string {
  return JSON.stringify([...path.slice(0, -1), key].map(String));
}

function describeIssue(issue: Issue, known: KeysAt): Complaint[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => describeUnknown([...path, key], key, known(path)));
    case 'invalid_key':
      return issue.issues.map((inner) => describeName(path, inner));
    case 'invalid_union':
      return describeUnion(issue, known);
    case 'invalid_type':
    case 'too_big':
    case 'too_small':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
    case 'invalid_value':
    case 'custom':
      return [describeValue(issue)];
  }
}

function describeUnknown(path: readonly PropertyKey[], key: string, known: readonly string[]): Complaint {
  const near = nearest(key, known);
  const remedy = near === undefined ? `known here: ${known.join(', ') || 'nothing'}` : `did you mean "${near}"?`;
  return { path, atKey: true, message: `unknown key ${showValue(key)}`, remedy, meant: near };
}

/** Of the forms that a value may have, speaks of the one that was meant: the one whose kind fits. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, known: KeysAt): Complaint[] {
  const meant = issue.errors.find(
    (errors) =>
      errors.length > 0 &&
      !errors.some(
        (inner) => inner.path.length === 0 && (inner.code === 'invalid_type' || inner.code === 'invalid_union'),
      ),
  );
  if (meant === undefined || isLiteral(meant)) return [describeValue(issue)];
  return meant.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, known));
}

function isLiteral(errors: readonly Issue[]): boolean {
  return errors.some((inner) => inner.code === 'invalid_value' && inner.path.length === 0);
}

function describeName(path: readonly PropertyKey[], issue: Issue): Complaint {
  const message = `expected ${expectedOf(issue)}, got ${showValue(path.at(-1))}`;
  return { path, atKey: true, message, remedy: remedyOf(issue) ?? 'choose another name' };
}

function describeValue(issue: Issue): Complaint {
  const { path, input } = issue;
  const key = String(path.at(-1) ?? '');
  const remedy = remedyOf(issue);
  if (path.length === 0 && input === null)
    return { path, message: 'the file is empty', remedy: `add ${examples['environments']}` };
  if (input === undefined)
    return { path, message: missing(issue, key), remedy: remedy ?? `add ${examples[key] ?? `${key}: …`}` };
  if (isSecretPath(path))
    return { path, message: `expected ${expectedOf(issue)}`, remedy: remedy ?? 'write { env: NAME }' };
  return {
    path,
    message: `expected ${expectedOf(issue)}, got ${showValue(input)}`,
    remedy: remedy ?? remedyForKind(issue, key),
  };
}

function missing(issue: Issue, key: string): string {
  return issue.code === 'custom' ? `expected ${expectedOf(issue)}` : `missing "${key}", ${expectedOf(issue)}`;
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid') ? (kinds[issue.expected] ?? issue.expected) : issue.message;
    case 'too_small':
      return issue.origin === 'array' ? `at least ${issue.minimum} entry` : `a number from ${issue.minimum}`;
    case 'too_big':
      return `a number up to ${issue.maximum}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'custom':
    case 'invalid_union':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
    case 'invalid_key':
    case 'unrecognized_keys':
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of names',
  array: 'a list',
};

function remedyOf(issue: Issue): string | undefined {
  const remedy: unknown = issue.code === 'custom' ? issue.params?.['remedy'] : undefined;
  return typeof remedy === 'string' ? remedy : undefined;
}

function remedyForKind(issue: Issue, key: string): string {
  const { input } = issue;
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    const near = nearest(input, issue.values.map(String));
    return near === undefined ? 'write one of them' : `did you mean "${near}"?`;
  }
  if (input === null) return 'write a value, or remove the key; a text that starts with "#" needs quotes';
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (isText && issue.message.startsWith('a duration') && typeof input === 'number') return `add its unit: ${input}s`;
  if ((isText || issue.code === 'invalid_union') && (typeof input === 'number' || typeof input === 'boolean'))
    return `put it in quotes: "${String(input)}"`;
  if (issue.code === 'invalid_type' && issue.expected === 'array' && typeof input === 'string')
    return `write it as a list: ${key}: ${flowList(input)}`;
  if (issue.code === 'invalid_type' && ['number', 'int'].includes(issue.expected))
    return 'write a number without quotes';
  if (examples[key] !== undefined) return `write it like ${examples[key]}`;
  return `write ${expectedOf(issue)}`;
}
