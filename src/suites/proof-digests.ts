import { createHash } from 'node:crypto';
import path from 'node:path';

import type { TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';

import { openReport } from './open-report.ts';

const maxBytes = 4 * 1024 * 1024;

/** File of a test, as its result names it → what its contents come to; without the files that cannot be read. */
export type Digests = ReadonlyMap<string, string>;

/** Reads the files of tests, at most 4 MiB each, so that a proof is known to be of what they say now. Never rejects. */
export async function proofDigests(tests: readonly TestResult[], cwd: string): Promise<Digests> {
  const files = new Set(tests.flatMap(({ file }) => (file === undefined ? [] : [file])));
  const digests = new Map<string, string>();
  for (const file of files) {
    const digest = await digestOf(path.resolve(cwd, file)).catch(() => undefined);
    if (digest !== undefined) digests.set(file, digest);
  }
  return digests;
}

async function digestOf(file: string): Promise<string | undefined> {
  const opened = await openReport(file);
  if (opened.kind !== 'file') return undefined;
  await using handle = opened.handle;
  if (opened.stats.size > maxBytes) return undefined;
  return createHash('sha256')
    .update(await handle.readFile())
    .digest('hex')
    .slice(0, 16);
}

/** The proofs of these tests that were made from their files as they are now. */
export function currentProofs(
  tests: readonly TestResult[],
  proofs: readonly TestProof[],
  digests: Digests,
): readonly TestProof[] {
  const known = new Map(proofs.map((proof) => [proof.test, proof]));
  return tests.flatMap(({ id, file }) => {
    const proof = known.get(id);
    return proof !== undefined && proof.digest === digests.get(file ?? '') ? [proof] : [];
  });
}
