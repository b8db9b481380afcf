import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Packed, PackedPage, textOf } from './packed-page.ts';

test('after a damaged line its words are given no new meaning: later records that use them are passed over', () => {
  const page = new PackedPage<string>();
  const lines = [['a'], ['b'], ['b', 'a']].map((words) => append(page, words));
  const damaged = lines.with(1, (lines[1] ?? '').replace('"b"', '"x"'));
  const reopened = PackedPage.read<string>(Buffer.from(damaged.join('')));
  const all = [...damaged, append(reopened, ['c'])];
  assert.deepEqual(wordsIn(reopened), ['c', 'a', 'a']);
  assert.deepEqual(wordsIn(PackedPage.read<string>(Buffer.from(all.join('')))), ['c', 'a', 'a']);
});

function append(page: PackedPage<string>, words: readonly string[]): string {
  const line = page.lineFor(words.map((word): Packed<string> => ({ word, amount: 1, atMs: 0 })));
  page.take(line);
  return textOf(line);
}

function wordsIn(page: PackedPage<string>): readonly string[] {
  return [...page.newestFirst(() => true, 0)].map(({ word }) => word);
}
