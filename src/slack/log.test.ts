import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pino } from 'pino';

import { toBoltLogger } from './log.ts';

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
