import { axisTop, ticksOf, timeTicks } from './chart-axes.ts';

/** Numbers over time, as a picture. Values stand for steps from `fromAt` on; undefined: nothing was measured in it. */
export interface Chart {
  readonly title: string;
  readonly fromAt: string;
  readonly stepMs: number;
  readonly steps: number;
  /** One or two, above each other. */
  readonly panels: readonly Panel[];
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly at: string;
  readonly label: string;
  /** On which side of its line the label stands, room given. */
  readonly side: 'before' | 'behind';
}

export interface Panel {
  readonly label: string;
  readonly unit: string;
  readonly kind: 'bars' | 'line';
  /** Bars are stacked, the first at the bottom. */
  readonly series: readonly Series[];
}

export interface Series {
  readonly label: string;
  readonly tone: Tone;
  readonly values: readonly (number | undefined)[];
}

type Tone = 'bad' | 'calm' | 'other';

const chartSize = { width: 800, height: 300 } as const;

// Opaque, so that it reads the same on a light and on a dark page. Each differs in lightness as well.
const colours: Readonly<Record<Tone, string>> = { bad: '#b3261e', calm: '#1264a3', other: '#a8a4a0' };
const ink = { text: '#1d1c1d', muted: '#5e5c5e', grid: '#e4e2df', gap: '#f1efec', back: '#ffffff', edge: '#d5d2cd' };
const box = { left: 54, right: 18, top: 64, bottom: 32, gap: 30 } as const;
const titleLetters = 84;
/** Of the small print, on average. */
const letterWidth = 6.4;
const plotWidth = chartSize.width - box.left - box.right;

interface Area {
  readonly top: number;
  readonly height: number;
}

/** The chart as SVG, 800 × 300. All text in it is escaped. */
export function drawChart(chart: Chart): string {
  const { width, height } = chartSize;
  const count = Math.max(1, chart.panels.length);
  const panelHeight = (height - box.top - box.bottom - (count - 1) * box.gap) / count;
  const areas = chart.panels.map((_, index) => ({
    top: box.top + index * (panelHeight + box.gap),
    height: panelHeight,
  }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans" font-size="11">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ink.back}" stroke="${ink.edge}"/>`,
    text(shorten(chart.title), { x: 16, y: 23, size: 13, weight: 'bold' }),
    text('times in UTC', { x: width - box.right, y: 23, anchor: 'end', fill: ink.muted }),
    ...areas.flatMap((area, index) => drawPanel(chart, chart.panels[index], area)),
    ...drawTimes(chart),
    ...chart.marks.flatMap((mark) => drawMark(chart, mark)),
    '</svg>',
  ].join('\n');
}

function drawPanel(chart: Chart, panel: Panel | undefined, area: Area): readonly string[] {
  if (panel === undefined) return [];
  const top = axisTop(highest(panel));
  const gaps = drawGaps(chart, panel, area);
  const lines = ticksOf(top).map((value) => {
    const y = area.top + area.height * (1 - value / top);
    return `<line x1="${box.left}" x2="${box.left + plotWidth}" y1="${round(y)}" y2="${round(y)}" stroke="${ink.grid}"/>${text(String(value), { x: box.left - 8, y: y + 4, anchor: 'end', fill: ink.muted })}`;
  });
  return [
    ...gaps,
    ...lines,
    ...drawLegend(panel, area, gaps.length > 0),
    ...(panel.kind === 'bars' ? drawBars(chart, panel, { area, top }) : drawLine(chart, panel, { area, top })),
  ];
}

/** `Failed probes, per minute` and, where there are several, a word for each colour. */
function drawLegend(panel: Panel, area: Area, hasGaps: boolean): readonly string[] {
  const y = area.top - 8;
  const words = `${panel.label}, ${panel.unit}${hasGaps ? ' (shaded: not measured)' : ''}`;
  const label = text(words, { x: box.left, y, fill: ink.muted });
  if (panel.series.length < 2) return [label];
  let x = box.left + letterWidth * words.length + 18;
  const entries = panel.series.map(({ label: name, tone }) => {
    const square = `<rect x="${round(x)}" y="${round(y - 9)}" width="10" height="10" rx="2" fill="${colours[tone]}"/>`;
    const entry = `${square}${text(name, { x: x + 15, y, fill: ink.muted })}`;
    x += letterWidth * name.length + 32;
    return entry;
  });
  return [label, ...entries];
}

/** Where nothing was measured there is no zero: it is shaded. */
function drawGaps(chart: Chart, panel: Panel, area: Area): readonly string[] {
  const isGap = (step: number): boolean =>
    panel.kind === 'bars' && panel.series.every(({ values }) => values[step] === undefined);
  return Array.from({ length: chart.steps }, (_, step) => step)
    .filter(isGap)
    .map((step) => {
      const { x, width } = slot(chart, step);
      return `<rect x="${round(x)}" y="${round(area.top)}" width="${round(width + 0.5)}" height="${round(area.height)}" fill="${ink.gap}"/>`;
    });
}

function drawBars(
  chart: Chart,
  panel: Panel,
  { area, top }: { readonly area: Area; readonly top: number },
): readonly string[] {
  const bars: string[] = [];
  for (let step = 0; step < chart.steps; step += 1) {
    let below = 0;
    const { x, width } = slot(chart, step);
    for (const { values, tone } of panel.series) {
      const value = values[step] ?? 0;
      if (value <= 0) continue;
      const y = area.top + area.height * (1 - (below + value) / top);
      const height = Math.max(1, (area.height * value) / top);
      const gap = Math.min(1, width / 4);
      bars.push(
        `<rect x="${round(x + gap / 2)}" y="${round(y)}" width="${round(width - gap)}" height="${round(height)}" fill="${colours[tone]}"/>`,
      );
      below += value;
    }
  }
  return bars;
}

/** A line breaks where nothing was measured; a lonely value is a dot. */
function drawLine(
  chart: Chart,
  panel: Panel,
  { area, top }: { readonly area: Area; readonly top: number },
): readonly string[] {
  return panel.series.flatMap(({ values, tone }) => {
    const colour = colours[tone];
    return runsOf(values).map((run) => {
      const points = run.map(({ step, value }) => {
        const { x, width } = slot(chart, step);
        return `${round(x + width / 2)},${round(area.top + area.height * (1 - value / top))}`;
      });
      const [x, y] = (points[0] ?? '0,0').split(',');
      return points.length === 1
        ? `<circle cx="${x}" cy="${y}" r="2" fill="${colour}"/>`
        : `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round"/>`;
    });
  });
}

interface Dot {
  readonly step: number;
  readonly value: number;
}

function runsOf(values: readonly (number | undefined)[]): readonly (readonly Dot[])[] {
  const runs: Dot[][] = [];
  for (const [step, value] of values.entries()) {
    if (value === undefined) continue;
    const last = runs.at(-1);
    if (last?.at(-1)?.step === step - 1) last.push({ step, value });
    else runs.push([{ step, value }]);
  }
  return runs;
}

function drawTimes(chart: Chart): readonly string[] {
  const bottom = chartSize.height - box.bottom;
  const spanMs = chart.stepMs * chart.steps;
  const ticks = timeTicks(Date.parse(chart.fromAt), spanMs).map(({ at, label }) => {
    const x = placeOf(chart, at);
    const anchor = x < box.left + 16 ? 'start' : x > box.left + plotWidth - 16 ? 'end' : 'middle';
    return `<line x1="${round(x)}" x2="${round(x)}" y1="${bottom}" y2="${bottom + 4}" stroke="${ink.muted}"/>${text(label, { x, y: bottom + 17, anchor, fill: ink.muted })}`;
  });
  const axis = `<line x1="${box.left}" x2="${box.left + plotWidth}" y1="${bottom}" y2="${bottom}" stroke="${ink.muted}"/>`;
  return [axis, ...ticks];
}

/** The word of a start stands before its line, that of an end behind it, so that two near each other stay apart. */
function drawMark(chart: Chart, { at, label, side }: Mark): readonly string[] {
  const x = placeOf(chart, Date.parse(at));
  if (!(x >= box.left && x <= box.left + plotWidth)) return [];
  const width = letterWidth * label.length + 10;
  const hasRoomBefore = x - width > box.left;
  const hasRoomBehind = x + width < chartSize.width - box.right;
  const isBefore = side === 'before' ? hasRoomBefore : !hasRoomBehind;
  return [
    `<line x1="${round(x)}" x2="${round(x)}" y1="33" y2="${chartSize.height - box.bottom}" stroke="${ink.text}" stroke-dasharray="3 3"/>`,
    text(label, { x: isBefore ? x - 5 : x + 5, y: 42, anchor: isBefore ? 'end' : 'start' }),
  ];
}

function slot(chart: Chart, step: number): { readonly x: number; readonly width: number } {
  const width = plotWidth / Math.max(1, chart.steps);
  return { x: box.left + step * width, width };
}

function placeOf(chart: Chart, at: number): number {
  return box.left + (plotWidth * (at - Date.parse(chart.fromAt))) / (chart.stepMs * Math.max(1, chart.steps));
}

function highest(panel: Panel): number {
  const [first] = panel.series;
  const heights = (first?.values ?? []).map((_, step) => {
    const values = panel.series.map(({ values: each }) => each[step] ?? 0);
    return panel.kind === 'bars' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  return Math.max(0, ...heights);
}

interface TextLook {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly weight?: 'bold';
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
}

function text(words: string, look: TextLook): string {
  const { x, y, size = 11, weight = 'normal', anchor = 'start', fill = ink.text } = look;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escapeXml(words)}</text>`;
}

/** Also without characters that XML cannot hold. */
function escapeXml(words: string): string {
  return words
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function shorten(words: string): string {
  return words.length <= titleLetters ? words : `${words.slice(0, titleLetters - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
