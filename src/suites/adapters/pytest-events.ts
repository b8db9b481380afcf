import { z } from 'zod';

import { testOutcomes } from '#domain/test-result.ts';

import { toldExchanges } from './told-exchanges.ts';

const count = z.int().min(0).nullable();

const finished = z.object({
  event: z.literal('finished'),
  id: z.string(),
  outcome: z.enum(testOutcomes),
  ms: z.number(),
  attempts: z.int().default(1),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z.string().default(''),
  exchanges: toldExchanges.optional(),
  contacts: z.array(z.tuple([z.string(), z.int(), z.int(), count, count])).optional(),
});

/** What `plugins/teneleven_pytest.py` writes, one a line. */
const pytestEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('session'), pytest: z.string(), keyword: z.string() }),
  z.object({
    event: z.literal('collected'),
    expected: z.int(),
    deselected: z.int(),
    gone: z.array(z.string()).default([]),
  }),
  z.object({ event: z.literal('started'), id: z.string() }),
  finished,
  z.object({ event: z.literal('internal-error'), text: z.string() }),
  z.object({ event: z.literal('interrupted'), text: z.string() }),
  z.object({
    event: z.literal('ended'),
    code: z.int(),
    stopped: z.string(),
    problem: z.string().default(''),
    blind: z.array(z.string()).default([]),
  }),
]);

export type PytestEvent = z.infer<typeof pytestEvent>;
export type FinishedTest = z.infer<typeof finished>;

/** Undefined for what is not whole or not ours. */
export function pytestEventOf(line: string): PytestEvent | undefined {
  try {
    return pytestEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
