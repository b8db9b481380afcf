import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answeringServer } from '#testing/answering-server.ts';
import { openAuditScene, told } from '#testing/audit-scene.ts';

test('an address of another environment is found in files, in the process and in what services answer', async () => {
  await using server = await answeringServer((request, response) => {
    response.end(request.url === '/discovery' ? `${' '.repeat(5_000)}{"url":"https://API.example.com/v1"}` : '{}');
  });
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services:
      api: { url: ${server.url}, checks: [/config, /discovery] }
    audit: { required: [HOOK_URL], files: [a.env], forbid: [legacy-bucket] }
  production:
    services:
      api: { url: https://api.example.com }
    audit: { domains: [app.example.com] }
`,
    variables: { HOOK_URL: 'https://app.example.com:443/hook' },
    files: {
      'a.env': [
        'GOOD=https://api.staging.example.com',
        'ALSO=https://old-api.example.com',
        'THIRD=https://api.example.community',
        'BAD=wss://api.example.com/ws',
        'BUCKET=s3://Legacy-Bucket/x',
      ].join('\n'),
    },
  });
  assert.deepEqual(told(await scene.audit(), 'isolation/'), [
    'failed HOOK_URL in this process names app.example.com (production)',
    'failed BAD (a.env:4) names api.example.com (production)',
    'failed BUCKET (a.env:5) names legacy-bucket (forbidden)',
    'failed the answer of api:/discovery names api.example.com (production)',
  ]);
});

test('environments on one machine are told apart by their ports', async () => {
  await using server = await answeringServer((_, response) => void response.end('see http://127.0.0.1:9'));
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging: { services: { api: { url: ${server.url}, checks: [/] } } }
  other: { services: { api: { url: 'http://127.0.0.1:9' } } }
`,
  });
  assert.deepEqual(told(await scene.audit(), 'isolation/'), ['failed the answer of api names 127.0.0.1:9 (other)']);
});

test('what does not answer is not known to be clean; what does is counted', async () => {
  await using closed = await openAuditScene({
    yaml: `
environments:
  staging: { services: { api: { url: 'http://127.0.0.1:1', checks: [/config] } } }
  production: { services: { api: { url: https://api.example.com } } }
`,
  });
  const [first = '', ...rest] = told(await closed.audit(), 'isolation/');
  assert.match(first, /^unknown What api answers is not known: .*refused/u);
  assert.match(
    rest.join('\n'),
    /^passed None of 1 addresses or texts of production stands in 1 settings and answers$/u,
  );
});

test('of an answer that is longer than what is kept only the beginning is known to be clean', async () => {
  await using server = await answeringServer((_, response) => void response.end('x'.repeat(300_000)));
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging: { services: { api: { url: ${server.url}, checks: [/config] } } }
  production: { services: { api: { url: https://api.example.com } } }
`,
  });
  assert.equal(
    told(await scene.audit(), 'isolation/api')[0],
    'unknown What api answers is not known as a whole: 300000 bytes are too many',
  );
});
