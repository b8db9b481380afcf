import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';

import { askVersions } from './read-versions.ts';
import { resolveEnvironment } from './resolve-target.ts';

test('each service says its version, or it is said why not', async (t) => {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    response.statusCode = path === '/ill' ? 503 : 200;
    response.end(path === '/long' ? 'x'.repeat(70_000) : path === '/text' ? ' 1.2.3\n' : '{"sha":"abc","odd":{}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const configuration = parseConfiguration(
    `environments:
  staging:
    services:
      good: { url: "${url}", version: "/version#/sha" }
      text: { url: "${url}", version: /text }
      silent: { url: "${url}" }
      ill: { url: "${url}", version: /ill }
      long: { url: "${url}", version: /long }
      elsewhere: { url: "${url}", version: "/version#/odd/sha" }
      plain: { url: "${url}", version: "/text#/sha" }
      gone: { url: http://127.0.0.1:1, version: /version }
      unset: { url: { env: NOT_SET }, version: /version }
`,
    '/e2e.yaml',
  );
  assert.deepEqual(await askVersions(resolveEnvironment(undefined, configuration), {}, new AbortController().signal), {
    versions: { good: 'abc', text: '1.2.3' },
    gaps: {
      ill: 'HTTP 503',
      long: 'its answer is longer than 64 KiB',
      elsewhere: 'there is no version in its answer at /version#/odd/sha',
      plain: 'its answer is not JSON',
      gone: 'ECONNREFUSED',
      unset: 'The variable "NOT_SET" is not set',
    },
  });
});
