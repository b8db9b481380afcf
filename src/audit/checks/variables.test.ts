import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answeringServer } from '#testing/answering-server.ts';
import { checkNamed, openAuditScene, told } from '#testing/audit-scene.ts';

const secret = 'k7Jd93hFq0zLm2xRw8Tn';

const yaml = (required: string, more = ''): string => `
environments:
  staging:
    audit:
      required: [${required}]
      files: [config/staging.env, config/more.yaml]
${more}`;

test('a required variable is there in the process or in a file, and is no placeholder', async () => {
  await using scene = await openAuditScene({
    yaml: yaml('SERVICE_SECRET, JWT_SECRET_KEY, API_URL, NOWHERE, WEAK_SECRET, OPEN_URL, DB_PASSWORD'),
    variables: { SERVICE_SECRET: secret, OPEN_URL: '' },
    files: {
      'config/staging.env': `JWT_SECRET_KEY=your-secret-key-here\nAPI_URL=https://api.staging.example.com\nWEAK_SECRET=abc\nDB_PASSWORD=\${UNKNOWN}\n`,
      'config/more.yaml': 'env:\n  SERVICE_SECRET: changeme\n',
    },
  });
  const audit = await scene.audit();
  assert.deepEqual(told(audit, 'variables/'), [
    'doubtful SERVICE_SECRET is a placeholder such as "changeme" in config/more.yaml:2 (this process has a value)',
    'failed JWT_SECRET_KEY is a placeholder such as "your-key-here" in config/staging.env:1',
    'passed API_URL is set in config/staging.env:2',
    'failed NOWHERE is not set: not in this process, config/staging.env, config/more.yaml',
    'failed WEAK_SECRET is shorter than 16 characters in config/staging.env:3',
    'failed OPEN_URL is empty in this process',
    'failed DB_PASSWORD is a reference that nothing has filled in in config/staging.env:4',
  ]);
  assert.equal(checkNamed(audit, 'variables/NOWHERE').remedy, 'Set NOWHERE');
  assert.ok(audit.checks.every(({ observations }) => observations.length > 0));
});

test('where a file could not be read nobody knows whether the variable is set', async () => {
  await using scene = await openAuditScene({ yaml: yaml('SERVICE_SECRET'), files: { 'config/more.yaml': 'a: 1' } });
  const audit = await scene.audit();
  assert.deepEqual(told(audit, 'variables/SERVICE_SECRET'), [
    'unknown SERVICE_SECRET is not in this process, config/more.yaml; config/staging.env could not be looked at',
  ]);
  assert.deepEqual(told(audit, 'sources/config'), [
    'unknown config/staging.env is not there',
    'passed config/more.yaml has 1 settings',
  ]);
});

test('what a service says of itself weighs more than what a file says of it, and a shown value is a finding', async () => {
  const answer = { SERVICE_SECRET: false, API_URL: { set: true }, DB_PASSWORD: 'hunter2-hunter2-hunter2' };
  await using server = await answeringServer((request, response) => {
    response.statusCode = request.url === '/variables' ? 200 : 404;
    response.end(JSON.stringify(answer));
  });
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    services:
      api: { url: ${server.url} }
    audit: { required: [SERVICE_SECRET, API_URL], report: /variables }
`,
    variables: { SERVICE_SECRET: secret },
  });
  const audit = await scene.audit();
  assert.deepEqual(told(audit, 'variables/'), [
    'failed SERVICE_SECRET is not set in api, as they say themselves',
    'passed API_URL is set in api, as it says',
    'failed api shows the values of 1 of 3 variables to whoever asks: DB_PASSWORD',
  ]);
  assert.doesNotMatch(JSON.stringify(audit), /hunter2/u);
});

test('a service that is asked by name and has no such path is unknown; asked with all others it need not have it', async () => {
  await using server = await answeringServer((request, response) => {
    response.statusCode = request.url === '/a/variables' ? 200 : 404;
    response.end('["X"]');
  });
  const audited = async (report: string) => {
    await using scene = await openAuditScene({
      yaml: `
environments:
  staging:
    services:
      a: { url: ${server.url}/a }
      b: { url: ${server.url}/b }
    audit: { report: ${report} }
`,
    });
    return told(await scene.audit(), 'variables/');
  };
  const good = 'passed a says of 1 variables whether they are set, and no values';
  assert.deepEqual(await audited('/variables'), [good]);
  assert.deepEqual(await audited('{ path: /variables, services: [a, b] }'), [
    good,
    'unknown b has no such path: which variables it has is not known',
  ]);
});

test('a variable that e2e.yaml takes a value from is needed in this process', async () => {
  await using scene = await openAuditScene({
    yaml: `
environments:
  staging:
    credentials: { user: { jwt: { secret: { env: JWT_SECRET_KEY } } } }
    audit: { files: [a.env] }
`,
    files: { 'a.env': 'X=1' },
  });
  assert.deepEqual(told(await scene.audit(), 'variables/JWT'), [
    'failed JWT_SECRET_KEY is not set in this process, and credentials.user.jwt.secret takes its value from it',
  ]);
});

test('a setting that is empty is no placeholder where nobody requires it', async () => {
  await using scene = await openAuditScene({
    yaml: 'environments: { staging: { audit: { files: [a.env] } } }',
    files: { 'a.env': 'EMPTY=\nX=1\nKEY=TODO' },
  });
  assert.deepEqual(told(await scene.audit(), 'variables/placeholders'), [
    'doubtful 1 of 2 other settings are placeholders: KEY (a.env:3)',
  ]);
});
