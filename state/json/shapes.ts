import type { Run } from '#domain/run.ts';
import { runStates } from '#domain/run.ts';
import type { TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { EnvironmentLock, Post } from '../state.ts';
import type { Shape } from './envelope.ts';
import { isRunId } from './layout.ts';

/*
 * The checksum shows that this program wrote the file and the schema number that it wrote it in this form.
 * So these checks only keep one file from being taken for another; a full schema would cost every read.
 */

/** The small file that is written whenever the set of open runs changes; it never grows with history. */
export interface Index {
  readonly nextNumber: number;
  /** Runs that are queued, running or not told to their end. */
  readonly open: readonly string[];
  readonly locks: readonly EnvironmentLock[];
}

/** What is needed to find a closed run without opening its folder. */
export type Summary = Pick<Run, 'id' | 'suite' | 'environment' | 'state'>;

export const emptyIndex: Index = { nextNumber: 1, open: [], locks: [] };

export const indexShape: Shape<Index> = {
  kind: 'index',
  fits: (content): content is Index =>
    has(content, 'nextNumber', 'number') && hasList(content, 'open') && hasList(content, 'locks'),
};

export const runShape: Shape<Run | null> = {
  kind: 'run',
  fits: (content): content is Run =>
    isSummary(content) && has(content, 'requestId', 'string') && has(content, 'counts', 'object'),
};

export const testsShape: Shape<readonly TestResult[]> = {
  kind: 'tests',
  fits: (content): content is readonly TestResult[] => isListOf(content, (test) => has(test, 'outcome', 'string')),
};

export const postsShape: Shape<readonly Post[]> = {
  kind: 'posts',
  fits: (content): content is readonly Post[] => isListOf(content, (post) => has(post, 'key', 'string')),
};

export const proofsShape: Shape<readonly TestProof[]> = {
  kind: 'proofs',
  fits: (content): content is readonly TestProof[] => isListOf(content, (proof) => has(proof, 'test', 'string')),
};

export const historyShape: Shape<readonly Summary[]> = {
  kind: 'history',
  fits: (content): content is readonly Summary[] => isListOf(content, isSummary),
};

function isSummary(content: unknown): content is Summary {
  if (!has(content, 'id', 'string') || !has(content, 'state', 'string')) return false;
  if (!has(content, 'suite', 'string') || !has(content, 'environment', 'string')) return false;
  const { id, state } = content;
  return typeof id === 'string' && isRunId(id) && runStates.some((known) => known === state);
}

export function has<K extends string>(content: unknown, key: K, type: string): content is Record<K, unknown> {
  return typeof content === 'object' && content !== null && key in content && typeof Reflect.get(content, key) === type;
}

function hasList(content: unknown, key: string): boolean {
  return has(content, key, 'object') && Array.isArray(content[key]);
}

export function isListOf(content: unknown, fits: (element: unknown) => boolean): boolean {
  return Array.isArray(content) && content.every(fits);
}
