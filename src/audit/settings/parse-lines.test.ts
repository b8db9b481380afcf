import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseLines } from './parse-lines.ts';

const read = (text: string, known: Readonly<Record<string, string>> = {}): readonly string[] =>
  parseLines(text, known).entries.map(({ name, value, line }) => `${line} ${name}=${value}`);
const faults = (text: string): readonly string[] =>
  parseLines(text, {}).faults.map(({ line, says }) => `${line} ${says}`);

test('every kind of quote, export, comments and blanks are read as dotenv does', () => {
  const text = [
    '# a comment',
    'PLAIN=one two # behind it',
    'export EXPORTED = three',
    `SINGLE='it # stays $HOME \\n'`,
    'DOUBLE="a \\"b\\" \\n c" # behind it',
    'BACK=`with "both" \'quotes\'`',
    'EMPTY=',
    'HASH=#nothing',
    'YAML: like this',
    'URL=https://a.example/#part',
    '',
    '   INDENTED=yes   ',
  ].join('\n');
  assert.deepEqual(read(text), [
    '2 PLAIN=one two',
    '3 EXPORTED=three',
    '4 SINGLE=it # stays $HOME \\n',
    '5 DOUBLE=a "b" \n c',
    `6 BACK=with "both" 'quotes'`,
    '7 EMPTY=',
    '8 HASH=',
    '9 YAML=like this',
    '10 URL=https://a.example/#part',
    '12 INDENTED=yes',
  ]);
  assert.deepEqual(faults(text), []);
});

test('a value over several lines keeps its lines, and what follows keeps its number', () => {
  const text = 'KEY="one\ntwo\nthree"\nNEXT=1';
  assert.deepEqual(read(text), ['1 KEY=one\ntwo\nthree', '4 NEXT=1']);
});

test('line ends of every system and a mark at the beginning change nothing', () => {
  assert.deepEqual(read('A=1\r\nB="2"\r\nC=3\rD=4'), ['1 A=1', '2 B=2', '3 C=3', '4 D=4']);
});

test('what is named twice is there twice', () => {
  assert.deepEqual(read('A=1\nA=2'), ['1 A=1', '2 A=2']);
});

test('a reference is filled in from above or from the process, and stays where nothing fills it', () => {
  const text = "HOST=db\nURL=postgres://${HOST}/x\nPLAIN=${PORT:-5432}\nOPEN=${NOWHERE}\nLITERAL='${HOST}'";
  assert.deepEqual(read(text, { PORT: '6000' }), [
    '1 HOST=db',
    '2 URL=postgres://db/x',
    '3 PLAIN=6000',
    '4 OPEN=${NOWHERE}',
    '5 LITERAL=${HOST}',
  ]);
  assert.deepEqual(read('A=${toString}'), ['1 A=${toString}']);
});

test('lines that are none are faults that repeat nothing of them', () => {
  const text = 'A=1\nnot a setting\nC="closed" tail';
  assert.deepEqual(faults(text), ['2 is not NAME=value', '3 has text behind its closing quote']);
  assert.deepEqual(faults('B="open\nC=1'), ['1 has a quote that is not closed']);
  assert.deepEqual(read('B="open\nC=1'), ['1 B=open', '2 C=1']);
});

test('a key without quotes is one value, and its lines never become names', () => {
  const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ==';
  const text = `KEY=-----BEGIN PRIVATE KEY-----\n${body}\nabc=\n-----END PRIVATE KEY-----\nB=2`;
  const { entries, faults: found } = parseLines(text, {});
  assert.deepEqual(
    entries.map(({ name, line }) => [name, line]),
    [
      ['KEY', 1],
      ['B', 5],
    ],
  );
  assert.match(found[0]?.says ?? '', /without quotes/u);
  assert.deepEqual(faults(body), ['1 is not NAME=value']);
});

test('hostile lines take time linear in their length', () => {
  const started = performance.now();
  for (const text of [
    `A=${'${'.repeat(200_000)}`,
    `A="${'\\'.repeat(400_000)}`,
    `A=${' #'.repeat(200_000)}`,
    'A="\n'.repeat(5_000),
    ' '.repeat(400_000),
    `A=x${' '.repeat(300_000)}y`,
  ]) {
    parseLines(text, {});
  }
  assert.ok(performance.now() - started < 2_000, `${performance.now() - started} ms`);
});
