import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const ofNode = {
  'assert > event missing': 'assertion AssertionError without tool_completed',
  'assert > event missing at the end': 'assertion AssertionError without agent_completed',
  'assert > event order': 'assertion AssertionError out of order',
  'assert > event not included': 'assertion AssertionError without agent_completed',
  'assert > events of another user': 'assertion AssertionError of another user',
  'assert > numbers': 'http AssertionError 400',
  'assert > texts': 'assertion AssertionError',
  'assert > not rejected': 'assertion AssertionError',
  'assert > rejected otherwise': 'upgrade UnexpectedServerResponse 503',
  'assert > no event': 'steady Error TIMEOUT 4 s',
};

const ofPytest = {
  test_event_missing: 'assertion AssertionError without tool_completed',
  test_event_missing_at_the_end: 'assertion AssertionError without agent_completed',
  test_event_not_in: 'assertion AssertionError without agent_completed',
  test_events_not_a_subset: 'assertion AssertionError without agent_completed',
  test_event_order: 'assertion AssertionError out of order',
  test_event_order_by_index: 'assertion AssertionError out of order',
  test_other_user: 'assertion AssertionError of another user',
  test_plain_numbers: 'assertion AssertionError',
  test_names: 'assertion AssertionError',
  test_plain_assert: 'assertion AssertionError',
  test_fail: 'assertion Failed',
  test_not_raised: 'assertion DID NOT RAISE',
  test_waited_too_long_with_words: 'first-message AssertionError TIMEOUT without agent_completed 0.2 s',
};

function only(name: string, expected: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(readRecorded(name)).filter(([key]) => Object.hasOwn(expected, key)));
}

test('assertions of Node on statuses, events, their order and their users are told apart', () => {
  assert.deepEqual(only('node-24', ofNode), ofNode);
});

for (const name of ['pytest-7.2', 'pytest-7.2-long', 'pytest-9.1']) {
  test(`assertions of ${name} on events, their order and their users are told apart`, () => {
    assert.deepEqual(only(name, ofPytest), ofPytest);
  });
}
