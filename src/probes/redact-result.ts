import type { ProbeResult } from '#domain/probe.ts';
import { createRedactor, type Redactor } from '#domain/redact.ts';
import { cleanText } from '#domain/strip-controls.ts';

import type { Probe } from './probe.ts';
import { secretsOfProbe } from './secrets-of-probe.ts';

/**
 * Makes every text that a peer may have written clean, redacted and short, in the result itself: as it came out of the
 * thread nobody else has it.
 */
export type RedactResult = (result: ProbeResult, probe: Probe) => ProbeResult;

/** Words of ours: by these a result is recognised, and no peer writes them. */
const own: ReadonlySet<string> = new Set([
  'id',
  'environment',
  'kind',
  'startedAt',
  'location',
  'standing',
  'brokeAt',
  'step',
  'outcome',
  'tcp',
  'address',
  'changed',
  'token',
  'authBy',
  'closedBy',
  'endedBy',
  'from',
]);

/** Characters; of the others 300. */
const longest: Readonly<Record<string, number>> = { body: 2_000, text: 500, message: 500, url: 2_000, headers: 1_000 };
const usuallyLongest = 300;
const mostItems = 200;
const longestName = 100;
const deepest = 6;
/** Of a text that came this near to its limit nobody knows whether it was cut there, inside a secret. */
const nearLimit = 8;

type Redact = (text: string) => string;

export function createRedactResult(redactor: () => Redactor): RedactResult {
  const redactorOf = createTokenRedactors();
  return (result, probe) => {
    const configured = redactor();
    const ofProbe = redactorOf(secretsOfProbe(probe));
    const redact = (text: string): string => {
      const redacted = configured.redact(text);
      return ofProbe === undefined ? redacted : ofProbe.redact(redacted);
    };
    const kept = probe.kind === 'http' ? probe.keptCharacters : undefined;
    const body = result.http?.body;
    rewriteFields(result, redact, 0);
    if (kept !== undefined && result.http !== undefined && body !== undefined) {
      Reflect.set(result.http, 'body', within(body, kept, redact));
    }
    // What is configured is known by its name; the name of anything else is its address.
    return probe.isAdHoc ? { ...result, endpoint: cleaned(result.endpoint, 'url', redact) } : result;
  };
}

function rewriteFields(fields: object, redact: Redact, depth: number): void {
  for (const [name, value] of Object.entries(fields)) {
    if (own.has(name) || (depth === 0 && name === 'endpoint')) continue;
    if (name === 'headers') Reflect.set(fields, name, rewriteHeaders(value, redact));
    else if (typeof value === 'string')
      Reflect.set(fields, name, isCode(name, value) ? value : cleaned(value, name, redact));
    else if (Array.isArray(value)) Reflect.set(fields, name, rewriteItems(value, name, { redact, depth }));
    else if (typeof value === 'object' && value !== null) descend(value, redact, depth);
  }
}

interface Rewriting {
  readonly redact: Redact;
  readonly depth: number;
}

function rewriteItems(items: readonly unknown[], name: string, { redact, depth }: Rewriting): readonly unknown[] {
  return items.slice(0, mostItems).map((item) => {
    if (typeof item === 'string') return cleaned(item, name, redact);
    if (typeof item === 'object' && item !== null) descend(item, redact, depth);
    return item;
  });
}

/** A list in a list is met as an object with numbers for names. */
function descend(fields: object, redact: Redact, depth: number): void {
  if (depth < deepest) rewriteFields(fields, redact, depth + 1);
  else for (const name of Object.keys(fields)) Reflect.deleteProperty(fields, name);
}

/** Codes are recognised, so they stay as they are as long as they look like codes. */
function isCode(name: string, value: string): boolean {
  return name === 'code' && /^[A-Z][A-Z\d_]{0,63}$/u.test(value);
}

/** A value is redacted beside its name: some are secrets for their name alone. */
function rewriteHeaders(headers: unknown, redact: Redact): Readonly<Record<string, string>> {
  const entries = Object.entries(typeof headers === 'object' && headers !== null ? headers : {});
  return Object.fromEntries(
    entries.slice(0, mostItems).map(([name, value]) => {
      const shownName = cleaned(name, 'name', redact).slice(0, longestName);
      const prefix = `${shownName}: `;
      const line = cleaned(prefix + String(value), 'headers', redact);
      return [shownName, line.startsWith(prefix) ? line.slice(prefix.length) : line];
    }),
  );
}

function cleaned(text: string, name: string, redact: Redact): string {
  return within(text, longest[name] ?? usuallyLongest, redact);
}

/** Cleaned first, since what is taken out later could have hidden a secret; cut last, since half a secret is not found. */
function within(text: string, limit: number, redact: Redact): string {
  const clean = cleanText(text.length > limit * 4 ? text.slice(0, limit * 4) : text);
  // The mark of a cut makes the redactor look for the beginning of a secret before it.
  const mayBeCut = text.length > limit - nearLimit;
  const redacted = redact(mayBeCut ? `${clean}…` : clean);
  return redacted.length > limit ? clamped(redacted, limit) : redacted;
}

function clamped(text: string, limit: number): string {
  return `${text
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\ufffd$/u, '')}…`;
}

const mostKept = 64;

/** The tokens of a probe are the same for many of them: a redactor is made once for each. */
function createTokenRedactors(): (secrets: readonly string[]) => Redactor | undefined {
  const made = new Map<string, Redactor>();
  return (secrets) => {
    if (secrets.length === 0) return undefined;
    const key = secrets.join('\n');
    const found = made.get(key) ?? createRedactor(secrets);
    made.delete(key);
    made.set(key, found);
    for (const oldest of made.keys()) {
      if (made.size <= mostKept) break;
      made.delete(oldest);
    }
    return found;
  };
}
