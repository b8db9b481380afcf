import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampText, cleanLine, cleanText } from './clean-text.ts';

test('controls, bidi overrides, zero widths and lone surrogates do not reach Slack; tabs and line ends do', () => {
  assert.equal(
    cleanText('a\u0000b\u001b[31mc\u202ed\u2066e\u200bf\ufeffg\ud800h\ti\r\nj\rk'),
    'abcdefg\ufffdh\ti\nj\nk',
  );
});

test('a line has no line ends', () => {
  assert.equal(cleanLine('a\n\n  b\tc'), 'a b c');
});

test('text is cut between characters and the cut is shown', () => {
  assert.equal(clampText('abcdef', 6), 'abcdef');
  assert.equal(clampText('abcdef', 4), 'abc…');
  assert.equal(clampText('ab😀cd', 4), 'ab…');
  assert.equal(clampText('ab😀cd', 5), 'ab😀…');
  assert.equal(clampText('abc', 0), '');
});

test('a megabyte of controls is cleaned in linear time', () => {
  const started = performance.now();
  assert.equal(cleanText('\u202e\u0007'.repeat(500_000)), '');
  assert.ok(performance.now() - started < 500);
});
