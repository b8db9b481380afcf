import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pino } from 'pino';

import { errorLine, toBoltLogger } from './log.ts';

test("Bolt's debug lines, its payload objects, tokens and tickets are not logged", () => {
  const lines: string[] = [];
  const log = toBoltLogger(pino({ level: 'trace' }, { write: (line) => void lines.push(line) }));
  log.debug('Received a message: {"text":"canary"}');
  log.error('Slack API error: x', { data: { text: 'canary' } }, new Error('for xoxb-12-canary and xapp-1-canary'));
  log.warn(
    'closed wss://wss-primary.slack.com/link/?ticket=canary&app_id=x',
    'https://hooks.slack.com/commands/canary',
  );
  assert.equal(lines.length, 2);
  assert.equal(lines.join('').includes('canary'), false);
  assert.match(lines.join(''), /Slack API error: x for \[token\] and \[token\]/u);
});

test('an error whose message somebody has made long is logged at once, and not as a whole', () => {
  const begin = performance.now();
  assert.ok(errorLine(new Error('ws://'.repeat(200_000))).length <= 2_000);
  assert.ok(performance.now() - begin < 500);
});
