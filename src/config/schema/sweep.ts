import { z } from 'zod';
import { checkCron } from '../cron.ts';
import { channel, duration, name, textLike } from './texts.ts';

export const cron = z.string().check((context) => {
  const problem = checkCron(context.value);
  if (problem === undefined) return;
  const params = {
    expected: `a cron schedule: ${problem}`,
    remedy: 'write "minute hour day month weekday", such as "*/5 * * * *" for every five minutes (UTC)',
  };
  context.issues.push({ code: 'custom', input: context.value, message: params.expected, params, continue: true });
});

const reminder = duration({ min: '1m', max: '24d' });
const count = z.int().min(1).max(1_000);

const endpoint = textLike({
  pattern: /^[A-Za-z0-9_][A-Za-z0-9._-]{0,59}(?::[^\s]{1,200})?$/u,
  expected: 'the name of a service or websocket, or the id of an endpoint',
  remedy: 'write it like chat, chat:subprotocol or api:/health/ready',
});

export const sweep = z.strictObject({
  cron: cron.describe('When, in UTC: minute hour day month weekday.'),
  environment: name.optional().describe('Where. Default: the first environment.'),
  endpoints: z
    .union([z.literal('all'), z.array(endpoint).min(1)], { error: 'all, or a list of names' })
    .default('all')
    .describe('Services and websockets to probe, or single endpoints of them such as chat:subprotocol.'),
  alert: channel.optional().describe('The channel that is told.'),
  failAfter: count.optional().describe('Failures in a row that open an incident.'),
  recoverAfter: count.optional().describe('Successes in a row that resolve it.'),
  reminders: z.array(reminder).optional().describe('How long after the first message an open incident is told again.'),
});
