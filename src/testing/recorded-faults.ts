import { readFileSync } from 'node:fs';

import type { Counts, TestResult } from '#domain/test-result.ts';

export interface RecordedSuite {
  readonly api: string;
  readonly auth: string;
  /** Of the whole run. */
  readonly counts: Counts;
  /** At most five of those that say the same. */
  readonly red: readonly TestResult[];
}

/** What the suites of the examples said with each fault of the example stack: fault → runner → suite. */
export function recordedFaults(): Readonly<Record<string, Readonly<Record<'node' | 'pytest', RecordedSuite>>>> {
  const file = new URL('../diagnosis/errors/recorded/faults.json', import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by record-faults.ts
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly faults: ReturnType<typeof recordedFaults> }).faults;
}
