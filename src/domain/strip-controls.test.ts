import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cleanText, lastRewrite, stripControls } from './strip-controls.ts';

test('colours, titles, links, bells and bidirectional overrides are taken out of a line', () => {
  const told: Readonly<Record<string, string>> = {
    '\u001B[1;31mFAILED\u001B[0m test\ta': 'FAILED test\ta',
    '\u001B]0;title\u0007a\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\': 'alink',
    '\u009B31mred\u009B0m \u009Dtitle\u009C.': 'red .',
    '\u001BP1$r0m\u001B\\a\u001B(Bb\u001B=c\u001B7': 'abc',
    'a\u0000b\u0007c\u0008d\u007Fe\u000Bf': 'abcdef',
    'user\u202Etxt.exe\u2066x\u2069\u200F\uFEFF': 'usertxt.exex',
    '\u001B[38:2:255:0:0mtrue\u001B[?25l colour': 'true colour',
    'übung ✓ 👩‍💻': 'übung ✓ 👩‍💻',
  };
  for (const [text, expected] of Object.entries(told)) assert.equal(stripControls(text), expected);
});

test('what hides in a word is taken out, and what joins letters stays', () => {
  assert.equal(stripControls('pa\u00ADss\u200Bwo\u2060rd\uFFF9.\u206A'), 'password.');
  assert.equal(stripControls('👩‍💻 \u200C'), '👩‍💻 \u200C');
});

test('clean text stays as it is for all that shows it', () => {
  const hidden = [
    '\u00AD',
    '\u200B',
    '\u2060',
    '\u202E',
    '\u001B[1m',
    '\u0000',
    '#x1B[31m',
    '#x00',
    '#x1B]0;t#x07',
    '\uD800',
  ];
  for (const one of hidden) {
    const text = cleanText(`a${one}b`);
    assert.match(text, /^a\uFFFD?b$/);
    assert.equal(stripControls(text), text);
  }
  assert.equal(cleanText('one\r\ntwo\rthree'), 'one\ntwo\nthree');
  assert.equal(cleanText('&#x1B; #x41 0#x1'), '&#x1B; #x41 0#x1');
});

test('a sequence that is never finished swallows nothing of the next line', () => {
  assert.equal(stripControls('\u001B]0;open\nnext \u001B[31'), '0;open\nnext 31');
  assert.equal(stripControls('end\u001B'), 'end');
});

test('time grows linearly with the text, whatever it is', () => {
  const pieces = [
    '\u001B[',
    '\u001B[1',
    '\u001B]',
    '\u009D',
    '\u001B]x',
    '\u009Dx',
    '\u001B[1;',
    '\u001B ',
    '\u009B1',
    '\u001BP',
    '1',
    ' ',
  ];
  for (const piece of pieces) {
    const [short, long] = [2 ** 16, 2 ** 20].map((length) => {
      const text = `\u001B]${piece.repeat(length / piece.length)}`;
      const startedAt = performance.now();
      stripControls(text);
      return performance.now() - startedAt;
    });
    assert.ok((long ?? 0) < 80 * Math.max(short ?? 0, 2), `${JSON.stringify(piece)} took ${short} ms, then ${long} ms`);
  }
});

test('of a line that was rewritten the last rewrite stays', () => {
  assert.equal(lastRewrite('10 %\r50 %\r100 %'), '100 %');
  assert.equal(lastRewrite('10 %\r100 %\r\r'), '100 %');
  assert.equal(lastRewrite('\r'), '');
  assert.equal(lastRewrite('plain'), 'plain');
});
