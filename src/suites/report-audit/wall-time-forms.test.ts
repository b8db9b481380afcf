import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';
import { wallTimeForms } from './wall-time-forms.ts';

const found = (...lines: readonly string[]) =>
  wallTimeForms(readMarkdownReport(['**Command:** `pytest a.py`', ...lines].join('\n'))).map(({ message }) => message);

test('two forms of one duration that differ are a contradiction', () => {
  assert.deepEqual(found('**Duration:** 211.07s (3m 31s)'), []);
  assert.deepEqual(found('**Duration:** 211.07s (0:03:31)'), []);
  assert.match(
    found('**Duration:** 211.07s (2m 31s)')[0] ?? '',
    /211\.07 s and, in the same line, 151\.00 s: 60\.07\d? s apart/,
  );
});

test('a run that took longer than from its start to its end is a contradiction', () => {
  assert.deepEqual(found('Duration: 300s', 'Started: 17:59 UTC', 'Ended: 18:04 UTC'), []);
  assert.deepEqual(found('Duration: 300s', 'Started: 23:58 UTC', 'Ended: 00:03 UTC'), []);
  assert.match(
    found('Duration: 900s', 'Started: 17:59 UTC', 'Ended: 18:04 UTC')[0] ?? '',
    /only 300\.00 s lie between/,
  );
});
