import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axisTop, ticksOf, timeTicks } from './chart-axes.ts';
import { drawChart, type Chart } from './chart.ts';
import { renderChart } from './render-chart.ts';

const chart: Chart = {
  title: '<script>alert("x")</script> & \u0000\ud800 '.repeat(9),
  fromAt: '2026-03-02T15:40:00.000Z',
  stepMs: 60_000,
  steps: 4,
  panels: [
    {
      label: 'Failed',
      unit: 'per minute',
      kind: 'bars',
      series: [{ label: 'failed', tone: 'bad', values: [0, 2, undefined, 4] }],
    },
    {
      label: 'Latency',
      unit: 'ms',
      kind: 'line',
      series: [{ label: 'median', tone: 'calm', values: [10, 20, undefined, 40] }],
    },
  ],
  marks: [{ at: '2026-03-02T15:42:00.000Z', label: '"triggered"', side: 'before' }],
};

test('a chart is drawn as PNG of 800 × 300, in a thread of its own', async () => {
  const picture = Buffer.from(await renderChart(chart));
  assert.deepEqual(
    [picture.subarray(1, 4).toString(), picture.readUInt32BE(16), picture.readUInt32BE(20)],
    ['PNG', 800, 300],
  );
});

test('text of others is escaped, and what XML cannot hold is left out', () => {
  const svg = drawChart(chart);
  assert.doesNotMatch(svg, /<script|[\u0000-\u0008\ud800-\udfff]/u);
  assert.match(svg, /&lt;script&gt;alert\(&quot;x&quot;\)/u);
  assert.match(svg, /&quot;triggered&quot;/u);
});

test('where nothing was measured there is neither a bar nor a line, and that is said', () => {
  const svg = drawChart(chart);
  assert.match(svg, /shaded: not measured/u);
  assert.equal(svg.match(/<polyline/gu)?.length, 1);
  assert.equal(svg.match(/<circle/gu)?.length, 1);
});

test('an empty chart and one of nothing but zeros are drawn', () => {
  assert.match(drawChart({ ...chart, panels: [], marks: [] }), /<\/svg>$/u);
  const [bars] = chart.panels;
  assert.ok(bars);
  const zeros = { ...bars, series: [{ label: 'failed', tone: 'bad', values: [0, 0, 0, 0] } as const] };
  assert.doesNotMatch(drawChart({ ...chart, panels: [zeros] }), /NaN|Infinity/u);
});

test('an axis ends at a round number and has round ticks', () => {
  const tops = [0, 1, 3, 7, 14, 42, 99, 610, 1_001, 0.02].map(axisTop);
  assert.deepEqual(tops, [1, 1, 4, 8, 20, 50, 100, 800, 2_000, 0.02]);
  assert.deepEqual([1, 4, 20, 50, 100].map(ticksOf), [
    [0, 1],
    [0, 1, 2, 3, 4],
    [0, 5, 10, 15, 20],
    [0, 10, 20, 30, 40, 50],
    [0, 50, 100],
  ]);
});

test('times are whole and at most nine', () => {
  const from = Date.parse('2026-03-02T15:43:10Z');
  assert.deepEqual(
    timeTicks(from, 80 * 60_000).map(({ label }) => label),
    ['15:50', '16:00', '16:10', '16:20', '16:30', '16:40', '16:50', '17:00'],
  );
  for (const minutes of [1, 7, 61, 121, 1_440, 9_999]) assert.ok(timeTicks(from, minutes * 60_000).length <= 9);
});
