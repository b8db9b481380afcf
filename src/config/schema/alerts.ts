import { z } from 'zod';
import { defaultSpike, type AlertRules, type IngestRules } from '#domain/configuration.ts';
import { channel, duration, httpUrl, name, person, setting, text, textLike } from './texts.ts';
import { cron } from './sweep.ts';

const share = z.number().gt(0).lt(1);
const instant = textLike({
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/u,
  expected: 'a point in time',
  remedy: 'write it like 2026-09-09T18:00:00Z',
});

const spike = z
  .strictObject({
    code: z.int().min(1000).max(4999).default(defaultSpike.code).describe('The close code that is watched.'),
    baseRate: share.default(defaultSpike.baseRate).describe('The share of probes that fails on a good day.'),
    threshold: z
      .number()
      .min(1)
      .max(100)
      .default(defaultSpike.threshold)
      .describe('Height at which the CUSUM raises an alarm.'),
    cap: z
      .number()
      .min(0.1)
      .max(100)
      .default(defaultSpike.cap)
      .describe('The most that one sweep may add to the CUSUM.'),
    window: z
      .int()
      .min(5)
      .max(1_440)
      .default(defaultSpike.window)
      .describe('Sweeps in the window that catches slow leaks.'),
    rarity: share.default(defaultSpike.rarity).describe('How unlikely the count of that window must be by chance.'),
  })
  .prefault({});

const maintenance = z
  .strictObject({
    from: instant.optional().describe('Start of a single window.'),
    to: instant.optional().describe('End of a single window.'),
    cron: cron.optional().describe('Start of a window that repeats, in UTC.'),
    for: duration({ min: '1m', max: '7d' }).optional().describe('How long a repeated window lasts.'),
    environment: name.optional().describe('Default: every environment.'),
    reason: text.optional().describe('Shown while it lasts.'),
  })
  .transform((value, context): AlertRules['maintenance'][number] => {
    const { from, to, cron: schedule, for: forMs, environment, reason } = value;
    if (schedule === undefined && from !== undefined && to !== undefined && forMs === undefined) {
      const [fromAt, toAt] = [isoOf(from), isoOf(to)];
      if (fromAt !== undefined && toAt !== undefined && fromAt < toAt)
        return { kind: 'once', fromAt, toAt, environment, reason };
    }
    if (schedule !== undefined && forMs !== undefined && from === undefined && to === undefined) {
      return { kind: 'repeated', cron: schedule, forMs, environment, reason };
    }
    const params = {
      expected: 'a window: "from" before "to", or "cron" with "for"',
      remedy: 'write { from: 2026-09-09T18:00:00Z, to: 2026-09-09T19:00:00Z } or { cron: "0 3 * * 0", for: 2h }',
    };
    context.issues.push({ code: 'custom', input: value, message: params.expected, params });
    return z.NEVER;
  });

export const alerts = z
  .strictObject({
    channel: channel.optional().describe('Where alerts are told. Default: the channel under "slack".'),
    onCall: person.optional().describe('The user group that is called.'),
    spike: spike.describe('When more closes of one code than usual are a spike.'),
    maintenance: z.array(maintenance).default([]).describe('Windows in which nothing is alerted.'),
    control: z.array(httpUrl).default([]).describe('URLs that answer whenever this machine is online.'),
  })
  .transform((value): AlertRules => value);

const log = z.strictObject({
  file: text.describe('A log that grows, relative to the folder of e2e.yaml; it may be rotated.'),
  environment: name.optional().describe('Default: the first environment.'),
  endpoint: name.describe('The websocket that its lines are about.'),
});

/** With an empty one everybody could sign; one that can be guessed is hardly better. */
const pushSecret = setting.refine((value) => typeof value !== 'string' || value.length >= 16, {
  error: 'a secret of at least 16 characters, or { env: NAME }',
});

export const ingest = z
  .strictObject({
    secret: pushSecret.optional().describe('Signs what is pushed to /ingest/closes. Absent: nothing may be pushed.'),
    logs: z.array(log).default([]).describe('Logs of your servers in which closes are looked for.'),
  })
  .transform((value): Omit<IngestRules, 'logs'> & { logs: z.output<typeof log>[] } => value);

/** Undefined for a day that no calendar has. */
function isoOf(written: string): string | undefined {
  const date = new Date(written);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
