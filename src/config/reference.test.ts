import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { jsonSchema } from './json-schema.ts';
import { withReference } from './reference.ts';

const root = join(import.meta.dirname, '../..');
const remedy = 'run "npm run schema" and commit what it writes';

test('the schema for editors is the one that checks', () => {
  const written: unknown = JSON.parse(readFileSync(join(root, 'docs/e2e.schema.json'), 'utf8'));
  assert.deepEqual(written, JSON.parse(JSON.stringify(jsonSchema())), remedy);
});

test('the documentation has every key', () => {
  const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  assert.equal(page, withReference(page), remedy);
  for (const key of [
    'environments.NAME.websockets.NAME.authBy',
    'suites.NAME.timeout',
    'environments.NAME.services.NAME.checks.within',
  ]) {
    assert.ok(page.includes(`| \`${key}\` |`), key);
  }
});

test('the complete example has every key that the documentation has', () => {
  const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `([a-z][\w.]*)` \|/gmu)].map(([, key = '']) => key);
  const used = pathsIn(parse(readFileSync(join(import.meta.dirname, 'complete.yaml'), 'utf8')));
  assert.deepEqual(
    documented.filter((key) => !used.has(key.replaceAll('.NAME', '.*'))),
    [],
  );
  assert.ok(documented.length > 80);
});

/** `suites.*.timeout` for every key in it; names that a person chose are stars. */
function pathsIn(value: unknown, path = ''): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set([path]);
  if (Array.isArray(value)) return new Set([path, ...value.flatMap((item) => [...pathsIn(item, path)])]);
  const below = Object.entries(value).flatMap(([key, inner]) => {
    const paths = [...pathsIn(inner, path === '' ? key : `${path}.${key}`), ...pathsIn(inner, `${path}.*`)];
    return paths;
  });
  return new Set([path, ...below]);
}
