import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createObservationBook, type NewObservation } from './observation-book.ts';

const seen = (parts: Partial<NewObservation> = {}): NewObservation => ({
  source: 'probe',
  fact: 'ws.token.good',
  value: 'welcome CLOSE_1011',
  at: '2026-03-02T10:00:00.000Z',
  says: 'chat with a good token: 1011 at the welcome, 4 of 4',
  subject: 'chat',
  group: 'g1',
  isControlled: false,
  ...parts,
});

test('observations are numbered in the order in which they were made', () => {
  const book = createObservationBook()
    .add([seen(), seen({ fact: 'ws.token.bad' })])
    .add([seen({ fact: 'ws.token.none' })]);
  assert.deepEqual(
    book.observations.map(({ id, fact }) => `${id} ${fact}`),
    ['o1 ws.token.good', 'o2 ws.token.bad', 'o3 ws.token.none'],
  );
  assert.equal(book.get('o2')?.fact, 'ws.token.bad');
});

test('adding leaves the book as it was', () => {
  const before = createObservationBook().add([seen()]);
  before.add([seen({ value: 'ok' })]);
  assert.equal(before.observations.length, 1);
});

test('the same observation is kept once, one from another connection again', () => {
  const book = createObservationBook()
    .add([seen(), seen()])
    .add([seen(), seen({ group: 'g2' })]);
  assert.deepEqual(
    book.observations.map(({ id, group }) => [id, group]),
    [
      ['o1', 'g1'],
      ['o2', 'g2'],
    ],
  );
});

test('the latest of a fact is found, of one subject where that is named', () => {
  const book = createObservationBook().add([
    seen({ value: 'first' }),
    seen({ value: 'other', subject: 'events' }),
    seen({ value: 'second', group: 'g2' }),
  ]);
  assert.equal(book.seen('ws.token.good')?.value, 'second');
  assert.equal(book.seen('ws.token.good', 'events')?.value, 'other');
  assert.equal(book.seen('ws.token.good', 'nothing'), undefined);
  assert.equal(book.seen('ws.token.bad'), undefined);
  assert.equal(book.all('ws.token.good', 'chat').length, 2);
});

test('at most 300 are kept, what came later is counted', () => {
  const many = Array.from({ length: 400 }, (_, index) => seen({ group: `g${index}` }));
  const book = createObservationBook()
    .add(many)
    .add([seen({ group: 'last' })]);
  assert.deepEqual([book.observations.length, book.observations.at(-1)?.id, book.leftOut], [300, 'o300', 101]);
});

test('raw excerpts are cut to 1,000 characters', () => {
  const [kept] = createObservationBook().add([seen({ raw: 'x'.repeat(5_000) })]).observations;
  assert.equal(kept?.raw?.length, 1_000);
});

const says = (parts: Partial<NewObservation>) => createObservationBook().add([seen(parts)]).observations[0]?.says;

test('the sentence of an observation has its value in it, whatever its collector wrote', () => {
  assert.equal(
    says({ says: 'signing in failed', value: 'response STATUS_502' }),
    'signing in failed (response STATUS_502)',
  );
  assert.equal(says({ says: 'it passed 3 times', value: 0 }), 'it passed 3 times (0)');
  assert.equal(says({ says: 'response: 502, a status', value: 'response STATUS_502' }), 'response: 502, a status');
  assert.equal(says({ says: 'it did not come', value: true }), 'it did not come');
  assert.match(says({ says: 'x'.repeat(600), value: 'ok' }) ?? '', /^x{500} \(ok\)$/u);
});
