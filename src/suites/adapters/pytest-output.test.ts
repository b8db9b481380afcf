import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tellingFailure } from './pytest-facts.ts';
import { createOutputReader } from './pytest-output.ts';

/** What a line says of a test, as `outcome id` and the reason. */
function told(line: string): unknown {
  const event = createOutputReader('/srv')(line);
  return event?.event === 'finished' ? [`${event.outcome} ${event.id}`, event.reason] : event;
}

test('lines of pytest, alone and with workers, are read as results, whatever an id holds', () => {
  assert.deepEqual(told('test_a.py::test_b PASSED        [ 12%]'), ['passed test_a.py::test_b', undefined]);
  assert.deepEqual(told('test_a.py::T::test_b[x] ERROR'), ['error test_a.py::T::test_b[x]', undefined]);
  assert.deepEqual(told('a.py::b SKIPPED (see (1)) [100%]'), ['skipped a.py::b', 'see (1)']);
  assert.deepEqual(told('a.py::b[c PASSED d] FAILED'), ['failed a.py::b[c PASSED d]', undefined]);
  assert.deepEqual(told('b.py::c <- a.py XFAIL (later)'), ['skipped b.py::c', 'later']);
  assert.deepEqual(told('[gw1] [ 50%] FAILED a.py::b[c d] '), ['failed a.py::b[c d]', undefined]);
  const collected = { event: 'collected', expected: 3, deselected: 2, gone: [] };
  assert.deepEqual(told('collecting ... collected 5 items / 2 deselected / 3 selected'), collected);
  for (const line of ['PASSED', ':: PASSED', 'a PASSED', 'a::b PASSED on', '[gw0] PASSED ab']) {
    assert.equal(told(line), undefined);
  }
});

test('paths are told from the root that pytest names', () => {
  const read = createOutputReader('/srv/tests');
  read('rootdir: /srv, configfile: pytest.ini, testpaths: tests');
  assert.partialDeepStrictEqual(read('a.py::b PASSED'), { id: 'tests/a.py::b' });
});

/** Each fills a MiB with what made a search start over and over. */
const tricks: Readonly<Record<string, string>> = {
  'only colons': ':'.repeat(65_000),
  colons: ':'.repeat(4_000),
  words: `a::${' PASSED ('.repeat(440)})`,
  brackets: `a::b PASSED ${'['.repeat(4_000)}`,
  blanks: `[gw0]${' '.repeat(4_000)}x`,
  origins: `a::b${' <- x'.repeat(780)} PASSED`,
  roots: `rootdir: /${', configfile: '.repeat(280)}\u2028`,
  counts: `collecting ${'collected 1 items '.repeat(220)}\u2028`,
};

for (const [name, line] of Object.entries(tricks)) {
  test(`a MiB of output in lines of ${name} holds up nothing`, () => {
    const read = createOutputReader('/srv');
    const begin = performance.now();
    for (let length = 0; length < 1_048_576; length += line.length) read(line);
    assert.ok(performance.now() - begin < 500);
  });
}

test('the last marked line of a traceback of a MiB is found at once', () => {
  const details = `${'E   a\n'.repeat(175_000)}E   ValueError: this one\n    in a.py\n`;
  const begin = performance.now();
  const failure = tellingFailure({ type: '', message: 'collection failure', details });
  assert.deepEqual([failure.type, failure.message], ['ValueError', 'ValueError: this one']);
  assert.ok(performance.now() - begin < 500);
});
