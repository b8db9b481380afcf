import assert from 'node:assert/strict';
import { test } from 'node:test';

import { moneyInWords, readMoney, sumOfMoney } from './impact.ts';

function read(text: string): string | undefined {
  const money = readMoney(text);
  return money === undefined ? undefined : `${money.amount} ${moneyInWords(money)}`;
}

function of(...impacts: string[]): number | undefined {
  return sumOfMoney(impacts.map((impact) => ({ impact, suites: [], owners: [] })))?.amount;
}

test('an impact that is nothing but money is read, and nothing else is', () => {
  assert.deepEqual(['$120K+ MRR', '$1,200', '€1.5M ARR', '$120K+ MRR at risk', '£99.50'].map(read), [
    '120000 $120K+ MRR',
    '1200 $1.2K',
    '1500000 €1.5M ARR',
    '120000 $120K+ MRR',
    '99.5 £99.5',
  ]);
  for (const text of ['Chat', '$1 and $2', '120K MRR', '$12OK', 'about $5', '$120K MRR: core', '$1-2K']) {
    assert.equal(read(text), undefined, text);
  }
});

test('a sum needs two amounts of one currency and period', () => {
  assert.deepEqual(
    [of('$1K MRR', '$2K MRR'), of('$1K MRR'), of('$1K MRR', '$2K ARR'), of('$1K', '€1K'), of('$1K', 'Chat'), of()],
    [3_000, undefined, undefined, undefined, undefined, undefined],
  );
});
