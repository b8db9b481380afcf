import { z } from 'zod';
import type { LoopRules } from '#domain/configuration.ts';
import { duration } from './texts.ts';

const gate = z
  .strictObject({
    within: duration({ min: '0s', max: '24h' })
      .prefault('5m')
      .describe('How long after the deploy the intended version may take to answer everywhere.'),
    samples: z
      .int()
      .min(4)
      .max(100)
      .default(8)
      .describe('Fresh connections to each service in each of the two looks at its version.'),
    restarts: z
      .boolean()
      .default(true)
      .describe('Whether a deploy starts services anew: then no version is believed where the uptime goes on.'),
  })
  .transform(({ within: withinMs, ...rest }) => ({ ...rest, withinMs }));

const stability = z
  .strictObject({
    samples: z.int().min(2).max(200).default(10).describe('Probes of each health path.'),
    errors: z.number().min(0).max(1).default(0).describe('The share of them that may fail, 0 to 1.'),
    closes: z
      .int()
      .min(1)
      .max(100_000)
      .default(3)
      .describe('So many closes with the code of alerts.spike since the version gate are too many.'),
  })
  .transform(({ errors: errorShare, ...rest }) => ({ ...rest, errorShare }));

const audit = z
  .strictObject({
    within: duration({ min: '0s', max: '10m' }).prefault('30s').describe('How long the loop waits for its audit.'),
    stops: z.boolean().default(false).describe('Whether a failed check of the highest weight ends the loop.'),
  })
  .transform(({ within: withinMs, stops }) => ({ withinMs, stops }));

export const loop = z
  .strictObject({
    rounds: z.int().min(1).max(20).default(3).describe('At most so many rounds.'),
    time: duration({ min: '1s', max: '24h' }).prefault('60m').describe('At most so long in all; a deploy is not cut.'),
    stopAtRed: z
      .union([z.int().min(1).max(999), z.literal('never')], { error: 'the number of a tier, or never' })
      .default(1)
      .describe('A red suite of this tier or a higher one ends the round: 1 for p1 alone, or never.'),
    approvalWithin: duration({ min: '1s', max: '24h' })
      .prefault('15m')
      .describe('How long an approval waits for a person.'),
    oldBuild: z
      .enum(['ask', 'never'])
      .optional()
      .describe(
        'After a deploy that failed: ask whether to test the old build, or end. Default: ask, but end where deploys need no approval.',
      ),
    audit: audit.prefault({}).describe('The audit before each round.'),
    gate: gate.prefault({}).describe('When the intended version counts as running.'),
    stability: stability.prefault({}).describe('What counts as stable.'),
  })
  .transform(({ time: timeMs, approvalWithin: approvalWithinMs, ...rest }): LoopRules => ({
    ...rest,
    timeMs,
    approvalWithinMs,
  }));
