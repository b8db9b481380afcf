import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorError } from '#domain/operator-error.ts';
import { readProcessVariables, readVariables } from './environment-variables.ts';

const bot = 'xoxb-1234567890-abcdef';
const app = 'xapp-1-A0-123-abcdef';

test('two tokens are enough to connect by Socket Mode', () => {
  assert.deepEqual(readVariables({ SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, PORT: '', HOME: '/root' }), {
    botToken: bot,
    transport: { kind: 'socket', appToken: app },
    port: undefined,
    slackApiUrl: undefined,
    logLevel: 'info',
  });
});

test('a port and a signing secret make it take signed requests', () => {
  const given = {
    SLACK_BOT_TOKEN: bot,
    SLACK_SIGNING_SECRET: '8f742231b10e8888',
    PORT: '3000',
    SLACK_API_URL: 'http://127.0.0.1:4000/api',
  };
  assert.deepEqual(readVariables({ ...given, LOG_LEVEL: 'debug' }), {
    botToken: bot,
    transport: { kind: 'http', signingSecret: '8f742231b10e8888' },
    port: 3000,
    slackApiUrl: 'http://127.0.0.1:4000/api/',
    logLevel: 'debug',
  });
});

test('a port without a signing secret serves health beside Socket Mode', () => {
  const { transport, port } = readVariables({ SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, PORT: '8080' });
  assert.deepEqual({ transport, port }, { transport: { kind: 'socket', appToken: app }, port: 8080 });
});

test('an empty environment is told both tokens at once', () => {
  assert.deepEqual(linesOf({}), [
    'The environment has 2 problems',
    '  SLACK_BOT_TOKEN is not set: "OAuth & Permissions", Bot User OAuth Token',
    '  SLACK_APP_TOKEN is not set: "Basic Information", App-Level Tokens (for signed HTTP requests set PORT and SLACK_SIGNING_SECRET in its place)',
  ]);
});

test('swapped tokens are recognised', () => {
  assert.deepEqual(linesOf({ SLACK_BOT_TOKEN: app, SLACK_APP_TOKEN: bot }), [
    'The environment has 2 problems',
    '  SLACK_BOT_TOKEN holds an app-level token (xapp-…), not one that starts with xoxb-: "OAuth & Permissions", Bot User OAuth Token',
    '  SLACK_APP_TOKEN holds a bot token (xoxb-…), not one that starts with xapp-: "Basic Information", App-Level Tokens',
  ]);
});

test('every other mistake is told at once, and no token is repeated', () => {
  const lines = linesOf({
    SLACK_BOT_TOKEN: `"${bot}"`,
    PORT: '80a',
    SLACK_SIGNING_SECRET: 'a b',
    SLACK_API_URL: 'ftp://x',
    LOG_LEVEL: 'loud',
  });
  assert.deepEqual(lines, [
    'The environment has 5 problems',
    '  SLACK_BOT_TOKEN has quotes or blanks in it: "OAuth & Permissions", Bot User OAuth Token',
    '  SLACK_SIGNING_SECRET has blanks in it: "Basic Information", Signing Secret',
    '  PORT must be a number from 0 to 65535, not "80a"',
    '  SLACK_API_URL must be an http or https address, such as http://127.0.0.1:4000/api/',
    '  LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
  ]);
});

test('the copy of the environment cannot be changed and does not follow it', () => {
  const variables = readProcessVariables();
  assert.ok(Object.isFrozen(variables));
  assert.equal(variables['PATH'], process.env['PATH']);
});

function linesOf(variables: Record<string, string>): string[] {
  try {
    readVariables(variables);
  } catch (error) {
    assert.ok(error instanceof OperatorError && error.code === 'BAD_ENVIRONMENT');
    return error.message.split('\n');
  }
  throw new assert.AssertionError({ message: 'nothing was found' });
}
