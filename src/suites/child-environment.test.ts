import assert from 'node:assert/strict';
import { test } from 'node:test';

import { childEnvironment } from './child-environment.ts';

const system = { PATH: '/bin', HOME: '/home/e2e', LANG: 'C.UTF-8', LC_ALL: 'de_DE.UTF-8', TMPDIR: '/tmp' };
const network = {
  http_proxy: 'http://proxy:3128',
  NO_PROXY: 'localhost',
  SSL_CERT_FILE: '/ca.pem',
  NODE_EXTRA_CA_CERTS: '/ca.pem',
};
const ours = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  NODE_OPTIONS: '--inspect',
  LD_PRELOAD: '/evil.so',
  PYTHONPATH: '/p',
  TENELEVEN_RUN: 'outer/r1',
};

test('a child gets what is on the list, what its suite names, what its runner needs, and nothing else', () => {
  const parent = { ...system, ...network, ...ours, TZ: 'UTC', LANGUAGE: undefined };
  const named = { STAGING_URL: 'http://x', TZ: 'Asia/Tokyo' };
  const plan = { PYTHONPATH: '/plan' };
  const expected = { ...system, ...network, ...named, ...plan, TENELEVEN_RUN: 'i/r2' };
  assert.deepEqual(childEnvironment({ parent, named, plan, marker: 'i/r2' }), expected);
});
