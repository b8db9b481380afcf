import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

import { redactionOf } from '../fit-to-tell.ts';

const secret = 'CANARY8e74223f-and-on-and-on';
const { redact } = redactionOf(createRedactor([secret]));
/** Where our modules cut messages and texts, so that the cut goes through the secret. */
const limits = [2_000, 10_000, 16_000].map((limit) => limit - 12);

test('a text that pytest or our module cuts ends in no piece of a secret', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'test_cut.py': `
import pytest
@pytest.mark.parametrize("before", ${JSON.stringify(limits)})
def test_message(before):
    raise ValueError("x" * (before - 12) + "${secret}")
def test_compare():
    assert "a" * 111 + "${secret}" + "b" * 300 == 1
def test_compare_end():
    assert "a" * 300 + "${secret}" + "b" * 111 == 1
@pytest.mark.skip(reason="because of this very long reason here ${secret}")
def test_with_quite_a_long_name_so_that_nothing_fits(): pass
`,
  });
  const { report, stdout, live } = await suite.run({ runner: 'pytest', command: ['pytest', '-v', '-rs'], redact });
  assert.equal(report.tests.length, 6);
  assert.doesNotMatch(JSON.stringify([report, live]), /CANARY|8e7422|and-on/);
  assert.doesNotMatch(redact(stdout), /CANARY|8e7422|and-on/);
});

test('a text that our reporter of Node cuts ends in no piece of a secret', async () => {
  using suite = suiteOnDisk({
    'cut.test.mjs': `
import { test } from 'node:test';
for (const before of ${JSON.stringify(limits)}) test('t' + before, () => { throw new Error('x'.repeat(before) + '${secret}'); });
`,
    'broken.test.mjs': `console.error('${secret}'.repeat(1_000)); console.error('the end'); process.exit(1);`,
  });
  const command = [process.execPath, '--test', 'cut.test.mjs', 'broken.test.mjs'];
  const { report } = await suite.run({ runner: 'node-test', command, redact });
  assert.equal(report.tests.length, 4);
  assert.doesNotMatch(JSON.stringify(report), /CANARY|8e7422|and-on/);
});
