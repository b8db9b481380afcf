import path from 'node:path';

import type { Environment, Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { showsStanding } from '#domain/run-words.ts';
import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import { changedFiles } from './changed-files.ts';

const orderNames = ['priority', 'last-failed', 'changed-since'] as const;

/** In which order suites are run; none leaves one out. */
export type SuiteOrdering =
  | { readonly kind: 'priority' }
  | { readonly kind: 'last-failed' }
  /** `since`: what `git diff` compares the working folder with. */
  | { readonly kind: 'changed-since'; readonly since: string };

export interface OrderedSuites {
  readonly suites: readonly Suite[];
  /** What the order rests on and what it could not tell, a sentence each. */
  readonly says: readonly string[];
}

export interface OrderParts {
  readonly store: Pick<Store, 'runs'>;
  readonly environment: Environment;
  /** The folder of `e2e.yaml`. */
  readonly folder: string;
}

const lookedBack = 20;
const named = 5;

/** The same suites in the order asked for; within it by priority. Rejects with `NO_CHANGES_KNOWN` where git cannot tell. */
export async function orderSuites(
  suites: readonly Suite[],
  ordering: SuiteOrdering,
  parts: OrderParts,
): Promise<OrderedSuites> {
  const byPriority = suites.toSorted((one, other) => one.priority - other.priority);
  switch (ordering.kind) {
    case 'priority':
      return { suites: byPriority, says: [] };
    case 'last-failed':
      return lastFailedFirst(byPriority, parts);
    case 'changed-since':
      return changedFirst(byPriority, ordering.since, parts);
  }
}

async function lastFailedFirst(suites: readonly Suite[], parts: OrderParts): Promise<OrderedSuites> {
  const last = new Map<string, Run>();
  for (const { name } of suites) {
    const run = await lastWhole(name, parts);
    if (run !== undefined) last.set(name, run);
  }
  const hasFailed = ({ name }: Suite): boolean => !['passed', undefined].includes(last.get(name)?.state);
  const first = suites.filter(hasFailed);
  const words = first.map(({ name }) => `${name} (${last.get(name)?.id ?? ''})`);
  const unknown = suites.filter(({ name }) => !last.has(name)).map(({ name }) => name);
  return {
    suites: [...first, ...suites.filter((suite) => !hasFailed(suite))],
    says: [
      first.length === 0
        ? 'None of them failed last time: in order of priority'
        : `Failed last time, so first: ${listed(words)}`,
      ...(unknown.length === 0 ? [] : [`Not run before on ${parts.environment.name}: ${listed(unknown)}`]),
    ],
  };
}

/** The newest run of the whole suite that came to its end. */
async function lastWhole(suite: string, { store, environment }: OrderParts): Promise<Run | undefined> {
  const runs = await store.runs.list({ suite, environment: environment.name, limit: lookedBack });
  return runs.find(showsStanding);
}

async function changedFirst(suites: readonly Suite[], since: string, parts: OrderParts): Promise<OrderedSuites> {
  const changed = await changedFiles(since, parts.folder);
  const touched = new Map<string, string[]>();
  const unmapped = new Set(changed);
  for (const suite of suites) {
    const of = await filesOf(suite, parts);
    for (const file of changed.filter((each) =>
      of.some((known) => each === known || each.startsWith(`${known}${path.sep}`)),
    )) {
      unmapped.delete(file);
      touched.set(suite.name, [...(touched.get(suite.name) ?? []), path.relative(parts.folder, file)]);
    }
  }
  const isTouched = ({ name }: Suite): boolean => touched.has(name);
  const rest = [...unmapped].map((file) => path.relative(parts.folder, file));
  return {
    suites: [...suites.filter(isTouched), ...suites.filter((suite) => !isTouched(suite))],
    says: [
      changed.length === 0
        ? `Nothing changed since ${since}: in order of priority`
        : `${changed.length} files changed since ${since}`,
      ...[...touched].map(([suite, files]) => `${suite} is first for ${listed(files)}`),
      ...(rest.length === 0 ? [] : [`Which suite is about these is not known: ${listed(rest)}`]),
      ...(changed.length === 0 ? [] : ['All suites are run, also those that no changed file names']),
    ],
  };
}

/** Absolute paths that its command names, and the files of the tests of its last run. */
async function filesOf(suite: Suite, parts: OrderParts): Promise<readonly string[]> {
  const words = suite.command.slice(1).map((word) => word.split('::', 1)[0] ?? word);
  const paths = words.filter((word) => !word.startsWith('-') && /[/.]/u.test(word));
  const last = await lastWhole(suite.name, parts);
  const tests = last === undefined ? [] : await parts.store.runs.tests(last.id);
  const files = tests.flatMap(({ file }) => (file === undefined ? [] : [file]));
  return [...new Set([...paths, ...files].map((each) => path.resolve(suite.cwd, each)))];
}

function listed(words: readonly string[]): string {
  const more = words.length - named;
  return more > 0 ? `${words.slice(0, named).join(', ')} and ${more} more` : words.join(', ');
}

/** `last-failed`, `priority`, `changed-since main`. Throws `BAD_WORDS`. */
export function readOrdering(name: string, since: string | undefined): SuiteOrdering {
  const known = orderNames.find((each) => each === name);
  if (known === 'changed-since') {
    if (since !== undefined) return { kind: known, since };
    throw badOrdering('"changed-since" needs a commit, a branch or a tag after it');
  }
  if (known !== undefined) return { kind: known };
  throw badOrdering(`"${name.slice(0, 60)}" is not an order`);
}

function badOrdering(message: string): OperatorError {
  return new OperatorError({
    code: 'BAD_WORDS',
    message,
    hint: 'Orders: priority, last-failed, changed-since <commit, branch or tag>',
  });
}
