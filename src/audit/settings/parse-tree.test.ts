import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseTree } from './parse-tree.ts';

const read = (text: string): readonly string[] =>
  parseTree(text).entries.map(({ name, path, value, line, isElsewhere }) => {
    return `${line} ${path === name ? name : `${name} (${path})`}${isElsewhere === true ? ' elsewhere' : `=${value}`}`;
  });

test('YAML is read with the line of each value; a key that looks like a variable is its name', () => {
  const text = 'database:\n  url: postgres://db/x\n  pool: 5\nenv:\n  JWT_SECRET_KEY: abc\nempty:\n';
  assert.deepEqual(read(text), [
    '2 database.url=postgres://db/x',
    '3 database.pool=5',
    '5 JWT_SECRET_KEY (env.JWT_SECRET_KEY)=abc',
    '6 empty=',
  ]);
});

test('the lists of compose files and containers are variables', () => {
  const text = [
    'services:',
    '  api:',
    '    environment:',
    '      - API_URL=https://a.example',
    'containers:',
    '  - env:',
    '      - name: DB_URL',
    '        value: postgres://db',
    '      - name: TOKEN_KEY',
    '        valueFrom: { secretKeyRef: { name: x, key: y } }',
  ].join('\n');
  assert.deepEqual(read(text), [
    '4 API_URL (services.api.environment.API_URL)=https://a.example',
    '7 DB_URL (containers.0.env.DB_URL)=postgres://db',
    '9 TOKEN_KEY (containers.0.env.TOKEN_KEY) elsewhere',
  ]);
});

test('values of a Secret are decoded, and of several documents all are read', () => {
  const text = `kind: Secret\ndata:\n  API_KEY: ${Buffer.from('plain').toString('base64')}\n---\nkind: ConfigMap\ndata:\n  API_KEY: plain\n`;
  assert.deepEqual(
    parseTree(text)
      .entries.filter(({ name }) => name === 'API_KEY')
      .map(({ value }) => value),
    ['plain', 'plain'],
  );
});

test('JSON is read too, also with tabs, and what is named twice is there twice', () => {
  assert.deepEqual(read('{\n\t"a": 1,\n\t"b": { "c": true },\n\t"a": 2\n}'), ['2 a=1', '3 b.c=true', '4 a=2']);
});

test('what cannot be read is a fault with its line, never with its text', () => {
  const { faults } = parseTree('a: 1\nb: [1, 2\nc: "secret');
  assert.ok(faults.length > 0);
  assert.doesNotMatch(JSON.stringify(faults), /secret/u);
});

test('aliases that multiply themselves end', () => {
  const text = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghi'[index] ?? 'a';
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
    }),
  ].join('\n');
  const started = performance.now();
  assert.ok(parseTree(text).entries.length <= 10_000);
  assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
});

test('a file of nothing, of one word or of a list has what it has', () => {
  assert.deepEqual(read(''), []);
  assert.deepEqual(read('word'), ['1 =word']);
  assert.deepEqual(read('- a\n- b'), ['1 0=a', '2 1=b']);
});
