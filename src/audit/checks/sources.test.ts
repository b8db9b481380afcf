import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkNamed, openAuditScene, told } from '#testing/audit-scene.ts';

const yaml = `
environments:
  staging:
    audit:
      required: [API_URL]
      files: [a.env, b.env, c.yaml]
`;

/** Fingerprints differ each time. */
const plain = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replaceAll(/(?<=[ (])[\w-]{12}(?=[,) ]|$)/gu, '#'));

test('one name with two values, one value with two names, and what stands twice are told with their lines', async () => {
  await using scene = await openAuditScene({
    yaml,
    variables: { API_URL: 'https://other.example.com' },
    files: {
      'a.env': 'JWT_SECRET=k7Jd93hFq0zLm2xRw8Tn\nMODE=fast\nMODE=slow\nHOST=db\nAPI_URL=https://api.example.com\n',
      'b.env': 'JWT_SECRET=another93hFq0zLm2xRw\nSERVICE_SECRET=k7Jd93hFq0zLm2xRw8Tn\nHOST=db\nALONE=1\n',
      'c.yaml': 'api: { PORT: 1 }\nweb: { PORT: 2 }\n',
    },
  });
  const audit = await scene.audit();
  assert.deepEqual(plain(told(audit, 'sources/')), [
    'passed a.env has 5 settings',
    'passed b.env has 4 settings',
    'passed c.yaml has 2 settings',
    'failed JWT_SECRET has 2 values in 2 places: a.env:1 #, b.env:1 #',
    'failed MODE has 2 values in 2 places: a.env:2 #, a.env:3 #',
    'doubtful HOST stands in 2 places with one value: a.env:4, b.env:3',
    'failed API_URL is another in this process (#) than in a.env:5 #',
    'doubtful PORT has 2 values in 2 places: c.yaml:1 #, c.yaml:2 #',
    'passed 2 of 7 settings stand in one place with one value',
    'doubtful One secret serves 2 names: JWT_SECRET (a.env:1), SERVICE_SECRET (b.env:2)',
  ]);
  assert.equal(checkNamed(audit, 'sources/JWT_SECRET').weight, 5);
  assert.doesNotMatch(JSON.stringify(audit), /k7Jd93|another93/u);
});

async function audited(): Promise<Readonly<Record<string, string>>> {
  await using scene = await openAuditScene({ yaml, files: { 'a.env': 'A=1\nB=1\nC=2', 'b.env': '', 'c.yaml': '' } });
  const { fingerprints } = await scene.audit();
  const again = await scene.audit();
  assert.deepEqual(again.fingerprints, fingerprints);
  return fingerprints;
}

test('equal values have equal fingerprints in one data folder, and others in another', async () => {
  const [one, other] = [await audited(), await audited()];
  assert.equal(one['a.env A'], one['a.env B']);
  assert.notEqual(one['a.env A'], one['a.env C']);
  assert.notEqual(one['a.env A'], other['a.env A']);
});
