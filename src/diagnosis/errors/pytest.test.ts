import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const expected = {
  test_set_up: 'setup RuntimeError',
  test_set_up_refused: 'tcp ConnectionRefusedError ECONNREFUSED',
  test_tear_down: 'setup ValueError',
  test_no_such_fixture: 'setup fixture not found NO_FIXTURE',
  test_loop_is_closed: 'before-io RuntimeError EVENT_LOOP',
  test_loop_in_loop: 'before-io RuntimeError EVENT_LOOP',
  test_other_loop: 'before-io RuntimeError EVENT_LOOP',
  test_waited_too_long: 'unknown TimeoutError TIMEOUT',
  test_cancelled: 'unknown CancelledError',
  test_unexpected_argument: 'before-io TypeError UNEXPECTED_ARGUMENT',
  test_no_such_name: 'before-io NameError',
  test_no_such_attribute: 'unknown AttributeError',
  test_key: 'unknown KeyError',
  test_open_files: 'before-io OSError EMFILE',
  test_no_ports: 'tcp OSError EADDRNOTAVAIL',
  test_group: 'tcp ConnectionRefusedError ECONNREFUSED',
};

for (const name of ['pytest-7.2', 'pytest-7.2-long', 'pytest-9.1']) {
  test(`set-up, fixtures, event loops and errors of Python as ${name} prints them are read`, () => {
    const own = Object.entries(readRecorded(name)).filter(([key]) => Object.hasOwn(expected, key));
    assert.deepEqual(Object.fromEntries(own), expected);
  });
}
