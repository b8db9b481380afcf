import { plural } from '#domain/plural.ts';
import type { Run } from '#domain/run.ts';
import { turnedFakeCode } from '#domain/turned-fake.ts';
import type { TestProof } from '#domain/test-proof.ts';

import { nameSome } from './adapters/name-some.ts';

/** Tests that a proof found to pass without their target, and of which that was not known: they were real before, or are new. */
export function turnedFake(found: readonly TestProof[], before: readonly TestProof[], run: string): Run['findings'] {
  const known = new Map(before.map((proof) => [proof.test, proof]));
  const fakes = found.filter(
    ({ test, survived, run: by }) => by === run && survived.length > 0 && !known.get(test)?.survived.length,
  );
  if (fakes.length === 0) return [];
  const realBefore = fakes.filter(({ test }) => known.has(test)).length;
  const message = `${plural(fakes.length, 'test')} of which that was not known ${fakes.length === 1 ? 'passes' : 'pass'} without a target that works (${realBefore} real before, ${fakes.length - realBefore} new): ${nameSome(fakes.map(({ test }) => test))}`;
  return [{ code: turnedFakeCode, message }];
}
