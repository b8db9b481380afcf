import assert from 'node:assert/strict';
import { test } from 'node:test';

import { binomialTail } from './binomial-tail.ts';

test('the tail is that of the tables, also for large numbers', () => {
  near(binomialTail(8, 10, 0.5), 56 / 1_024);
  near(binomialTail(1, 3, 0.1), 0.271);
  near(binomialTail(13, 23, 0.035), sumOf(13, 23, 0.035));
  near(binomialTail(60, 100, 0.5), 0.028_443_966_820_490_4);
  assert.ok(binomialTail(50_000, 100_000, 0.035) < 1e-300);
  assert.deepEqual(
    [binomialTail(0, 5, 0.1), binomialTail(6, 5, 0.1), binomialTail(2, 5, 0), binomialTail(2, 5, 1)],
    [1, 0, 0, 1],
  );
});

function sumOf(k: number, n: number, p: number): number {
  let sum = 0;
  for (let hits = k; hits <= n; hits += 1) {
    let choose = 1;
    for (let i = 0; i < hits; i += 1) choose *= (n - i) / (i + 1);
    sum += choose * p ** hits * (1 - p) ** (n - hits);
  }
  return sum;
}

function near(value: number, right: number): void {
  assert.ok(Math.abs(value / right - 1) < 1e-6, `${value} ${right}`);
}
