import { z } from 'zod';

import { classifyReason, closers, type CloseCount } from '#domain/close.ts';
import type { Configuration } from '#domain/configuration.ts';
import { nearest } from '#domain/nearest.ts';

const mostCloses = 1_000;
const dayMs = 86_400_000;
const aheadMs = 60_000;

/** Both end up in messages and in the keys of the ledger. */
const endpointName = z.string().regex(/^[\w.-]{1,60}(?::[a-z-]{1,30}(?:#\d{1,3})?)?$/u, 'not the name of an endpoint');
const versionText = z.string().regex(/^[^\p{C}]{0,80}$/u, 'at most 80 characters that can be seen');

const close = z.strictObject({
  environment: z.string().max(60).optional(),
  endpoint: endpointName,
  code: z.int().min(1000).max(4999),
  closedBy: z.enum(closers),
  reason: z.string().max(200).optional(),
  version: versionText.optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  count: z.int().min(1).max(1_000_000).default(1),
});

const pushed = z.strictObject({ closes: z.array(close).min(1).max(mostCloses) });

export type ReadCloses =
  | { readonly closes: readonly CloseCount[] }
  /** One sentence each, with where in the body it is. */
  | { readonly problems: readonly string[] };

/**
 * Reads a pushed body: `{ "closes": [{ "endpoint", "code", "closedBy", "environment"?, "reason"?, "version"?, "at"?,
 * "count"? }] }`. Nothing is taken of a body that has a problem.
 */
export function readCloses(body: unknown, configuration: Configuration, now: Date): ReadCloses {
  const parsed = pushed.safeParse(body);
  if (!parsed.success) return { problems: parsed.error.issues.slice(0, 10).map(problemOf) };
  const read = parsed.data.closes.map((each, index) => toCount(each, { configuration, now, path: `closes.${index}` }));
  const problems = read.filter((each) => typeof each === 'string');
  return problems.length > 0
    ? { problems: problems.slice(0, 10) }
    : { closes: read.filter((each) => typeof each !== 'string') };
}

interface Surroundings {
  readonly configuration: Configuration;
  readonly now: Date;
  readonly path: string;
}

function toCount(each: z.output<typeof close>, { configuration, now, path }: Surroundings): CloseCount | string {
  const [first = ''] = configuration.environments.keys();
  const { environment: name = first, endpoint, code, closedBy, reason, version, count } = each;
  const environment = configuration.environments.get(name);
  if (environment === undefined) return unknown(`${path}.environment`, name, [...configuration.environments.keys()]);
  const sockets = [...environment.websockets.keys()];
  if (!sockets.includes(endpoint.split(':', 1)[0] ?? '')) return unknown(`${path}.endpoint`, endpoint, sockets);
  const at = each.at === undefined ? now : new Date(each.at);
  if (at.getTime() > now.getTime() + aheadMs) return `${path}.at is in the future`;
  if (at.getTime() < now.getTime() - dayMs) return `${path}.at is more than a day ago`;
  return {
    minuteAt: minuteOf(at),
    environment: name,
    endpoint,
    code,
    closedBy,
    reason: classifyReason(code, reason),
    version,
    source: 'push',
    count,
  };
}

/** The start of its minute. */
export function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16)}:00.000Z`;
}

function unknown(path: string, word: string, known: readonly string[]): string {
  const likely = nearest(word, known);
  const remedy = likely === undefined ? `known: ${known.join(', ') || 'none'}` : `did you mean "${likely}"?`;
  return `${path}: "${word.slice(0, 60)}" is not configured; ${remedy}`;
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.') || 'the body'}: ${message}`;
}
