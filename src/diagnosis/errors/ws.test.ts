import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const expected = {
  'ws > refused upgrade 200': 'upgrade UnexpectedServerResponse 200',
  'ws > refused upgrade 301': 'upgrade UnexpectedServerResponse 301',
  'ws > refused upgrade 400': 'upgrade UnexpectedServerResponse 400',
  'ws > refused upgrade 401': 'upgrade UnexpectedServerResponse 401',
  'ws > refused upgrade 403': 'upgrade UnexpectedServerResponse 403',
  'ws > refused upgrade 404': 'upgrade UnexpectedServerResponse 404',
  'ws > refused upgrade 426': 'upgrade UnexpectedServerResponse 426',
  'ws > refused upgrade 500': 'upgrade UnexpectedServerResponse 500',
  'ws > refused upgrade 502': 'upgrade UnexpectedServerResponse 502',
  'ws > refused upgrade 503': 'upgrade UnexpectedServerResponse 503',
  'ws > refused upgrade 504': 'upgrade UnexpectedServerResponse 504',
  'ws > close 1000': 'first-message CLOSE_1000 1000 by server ""',
  'ws > close 1001': 'first-message CLOSE_1001 1001 by server ""',
  'ws > close 1008': 'first-message CLOSE_1008 1008 by server ""',
  'ws > close 1009': 'first-message CLOSE_1009 1009 by server ""',
  'ws > close 1011': 'first-message CLOSE_1011 1011 by server ""',
  'ws > close 1011-prose': 'first-message CLOSE_1011 1011 by server "Internal error"',
  'ws > close 1011-keepalive': 'first-message CLOSE_1011 1011 by server "keepalive ping timeout"',
  'ws > close 1012': 'first-message CLOSE_1012 1012 by server ""',
  'ws > close 1013': 'first-message CLOSE_1013 1013 by server ""',
  'ws > close destroy': 'first-message CLOSE_1006 1006 by nobody',
  'ws > close reset': 'first-message CLOSE_1006 1006 by nobody',
  'ws > no subprotocol': 'upgrade NO_SUBPROTOCOL',
  'ws > other subprotocol': 'upgrade SUBPROTOCOL',
  'ws > illegal subprotocol': 'before-io SyntaxError INVALID_SUBPROTOCOL',
  'ws > handshake time-out': 'upgrade TIMEOUT',
  'ws > refused': 'tcp ECONNREFUSED',
  'ws > name not found': 'dns ENOTFOUND',
  'ws > closed without answer': 'http socket hang up CLOSED_WITHOUT_RESPONSE',
  'ws > reset before answer': 'http ECONNRESET',
  'ws > no upgrade header': 'upgrade UnexpectedServerResponse 101',
  'ws > bad accept': 'upgrade INVALID_HEADER',
  'ws > unasked extension': 'upgrade EXTENSION',
  'ws > own limit': 'first-message CLOSE_1009 1009 by client',
  'ws > bad frame': 'first-message CLOSE_1002 1002 by client',
  'ws > not utf8': 'first-message CLOSE_1007 1007 by client',
  'ws > tls to plain': 'tls WRONG_VERSION_NUMBER',
  'ws > expired': 'tls CERT_HAS_EXPIRED',
  'ws > http address is no matter, but ftp is': 'before-io SyntaxError INVALID_URL',
  'built-in WebSocket > refused upgrade': 'unknown WebSocket error CONNECTION_LOST',
  'built-in WebSocket > refused': 'unknown WebSocket error CONNECTION_LOST',
  'built-in WebSocket > closed': 'first-message CLOSE_1011 1011 by server "Internal error"',
  'built-in WebSocket > destroyed': 'unknown WebSocket error CONNECTION_LOST',
  'built-in WebSocket > illegal subprotocol': 'before-io SyntaxError INVALID_SUBPROTOCOL',
};

test('every failure that ws and the WebSocket of Node of Node 24 tells of is read', () => {
  const own = Object.entries(readRecorded('node-24')).filter(([key]) => Object.hasOwn(expected, key));
  assert.deepEqual(Object.fromEntries(own), expected);
});
