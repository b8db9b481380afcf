import assert from 'node:assert/strict';
import { test } from 'node:test';

import { phraseNames, phraseOf } from './phrases.ts';

const said: readonly (readonly [string, string])[] = [
  ['RuntimeError: Event loop is closed', 'event-loop'],
  ['got Future <Future pending> attached to a different loop', 'event-loop'],
  ["TypeError: connect() got an unexpected keyword argument 'extra_headers'", 'unexpected-keyword'],
  ['asyncpg.exceptions.UndefinedTableError: relation "threads" does not exist', 'relation-missing'],
  ['OSError: [Errno 24] Too many open files', 'too-many-files'],
  ['OSError: [Errno 99] Cannot assign requested address', 'no-free-port'],
  ["received 1011 (unexpected error) KeyError: 'MODEL_ENDPOINT'", 'variable-missing'],
  ['{"error":"environment variable DATABASE_URL is not set"}', 'variable-missing'],
  ['received 1011 (unexpected error) missing required setting MODEL_ENDPOINT', 'variable-missing'],
  ['received 4001 (private use) replaced by a newer connection', 'user-limit'],
  // Names in small letters are fields of messages.
  ["KeyError: 'thread_id'", 'none'],
  ['{"detail":"missing required field thread_id"}', 'none'],
  ['{"error":"feature_disabled","detail":"boards.writes is off since configuration revision 118"}', 'switched-off'],
  ['{"detail":"uploads are turned off by configuration"}', 'switched-off'],
  ['{"detail":"the light is off"}', 'none'],
  ["KeyError: 'items'", 'none'],
  ['received 1008 (policy violation) too many sessions for staging-bot', 'user-limit'],
  ['FATAL: too many connections for role "app"', 'none'],
  ['{"detail": "E2E bypass is disabled in this environment"}', 'bypass-disabled'],
  ['test users are not allowed here', 'bypass-disabled'],
  ['the latest test passed', 'none'],
  ['ValueError: invalid subprotocol: eyJhbGciOi==', 'invalid-subprotocol'],
  ['InvalidHandshake: unsupported subprotocol: chat', 'unsupported-subprotocol'],
  ['Error: Server sent no subprotocol', 'no-subprotocol'],
  ['<center>No required SSL certificate was sent</center>', 'client-certificate'],
  ['<center>The plain HTTP request was sent to HTTPS port</center>', 'plain-to-tls'],
  ['<center>Request Header Or Cookie Too Large</center>', 'header-too-large'],
  ["<p>Error parsing headers: 'limit request headers fields size'</p>", 'header-too-large'],
  ['duplicate key value violates unique constraint "orders_number_key"', 'duplicate-key'],
  ['sqlite3.IntegrityError: UNIQUE constraint failed: orders.number', 'duplicate-key'],
  ["(1062, \"Duplicate entry '7' for key 'orders.number'\")", 'duplicate-key'],
  ['{"detail":"Signature verification failed"}', 'signature'],
  ['{"detail":"Signature has expired"}', 'token-expired'],
  ['{"detail":"The token is not yet valid (iat)"}', 'token-not-yet-valid'],
  ['[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid', 'none'],
  ['{"code":1,"message":"Session ID unknown"}', 'unknown-session'],
  ['QueuePool limit of size 5 overflow 10 reached', 'pool-exhausted'],
  ['{"detail":"could not get a connection within 1.0 s"}', 'pool-exhausted'],
  ["psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec", 'pool-exhausted'],
  ['Knex: Timeout acquiring a connection. The pool is probably full.', 'pool-exhausted'],
  ['HikariPool-1 - Connection is not available, request timed out after 30000ms.', 'pool-exhausted'],
  ['the client could not get a connection to the server', 'none'],
  ['{"detail":"Audience doesn\'t match"}', 'audience'],
  ['AssertionError: assert 3 == 4', 'none'],
  ['', 'none'],
];

for (const [text, phrase] of said) {
  test(`"${text.slice(0, 60)}" says ${phrase}`, () => assert.equal(phraseOf(text), phrase));
}

test('a long text is read in a moment', () => {
  const startedAt = performance.now();
  phraseOf('relation "a '.repeat(100_000));
  phraseOf('x'.repeat(10_000_000));
  assert.ok(performance.now() - startedAt < 200);
});

test('each phrase has one name', () => {
  assert.equal(new Set(phraseNames).size, phraseNames.length);
});
