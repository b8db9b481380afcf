import { clockOf, incidentTitle } from '#domain/incident-words.ts';
import type { Incident } from '#domain/incident.ts';
import type { ProbePoint, WatchStore } from '#state/watch.ts';

import type { Chart, Mark, Panel } from './chart.ts';

const minuteMs = 60_000;
const beforeMs = 60 * minuteMs;
const longestMs = 24 * 60 * minuteMs;
const mostSteps = 120;
const endpointsRead = 20;
const pointsRead = 2_000;

/** What is drawn of an incident, and the same in words. */
export interface IncidentChart {
  readonly chart: Chart;
  readonly altText: string;
}

type ChartStore = Pick<WatchStore, 'probes' | 'ledger'>;

/** Closes, or failures and latency, from an hour before an incident on. Undefined while nothing was measured. */
export async function incidentChart(
  incident: Incident,
  store: ChartStore,
  now: Date,
): Promise<IncidentChart | undefined> {
  const frame = frameOf(incident, now);
  const code = /^CLOSE_(\d{4})$/u.exec(incident.alarm.code ?? '')?.[1];
  const panels =
    incident.alarm.kind === 'close-spike' && code !== undefined
      ? await closePanels(incident, Number(code), { store, frame })
      : await probePanels(incident, { store, frame });
  if (panels.length === 0) return undefined;
  const title = incidentTitle(incident);
  const chart = { title, ...frame, panels, marks: marksOf(incident) };
  return { chart, altText: altTextOf(incident, chart) };
}

type Frame = Pick<Chart, 'fromAt' | 'stepMs' | 'steps'>;

interface Around {
  readonly store: ChartStore;
  readonly frame: Frame;
}

function frameOf({ triggeredAt, resolvedAt }: Incident, now: Date): Frame {
  const to = Math.min(now.getTime(), resolvedAt === undefined ? now.getTime() : Date.parse(resolvedAt) + 5 * minuteMs);
  const from = Math.max(Date.parse(triggeredAt) - beforeMs, to - longestMs);
  const minutes = Math.max(1, Math.ceil((to - from) / minuteMs));
  const minutesPerStep = [1, 2, 5, 10, 15, 30].find((each) => minutes / each <= mostSteps) ?? 30;
  const stepMs = minutesPerStep * minuteMs;
  const start = Math.floor(from / stepMs) * stepMs;
  return { fromAt: new Date(start).toISOString(), stepMs, steps: Math.ceil((to - start + 1) / stepMs) };
}

async function closePanels(incident: Incident, code: number, { store, frame }: Around): Promise<readonly Panel[]> {
  const { environment, endpoints } = incident.alarm;
  const closes = await store.ledger.since(frame.fromAt, environment === undefined ? {} : { environment });
  const ours = closes.filter(({ endpoint }) => endpoints.length === 0 || endpoints.includes(endpoint));
  if (ours.length === 0) return [];
  const [watched, others] = [zeros(frame), zeros(frame)];
  for (const close of ours) {
    const values = close.code === code ? watched : others;
    const step = stepOf(close.minuteAt, frame);
    if (values[step] !== undefined) values[step] += close.count;
  }
  const series = [
    { label: String(code), tone: 'bad', values: watched },
    { label: 'other codes', tone: 'other', values: others },
  ] as const;
  return [{ label: 'Closes', unit: perStep(frame), kind: 'bars', series }];
}

async function probePanels(incident: Incident, { store, frame }: Around): Promise<readonly Panel[]> {
  const { environment, endpoints } = incident.alarm;
  const filter = { environment, since: frame.fromAt, limit: pointsRead };
  const points: ProbePoint[] = [];
  for (const endpoint of endpoints.slice(0, endpointsRead)) {
    points.push(...(await store.probes.points({ ...filter, endpoint })));
  }
  if (points.length === 0) return [];
  const steps = Map.groupBy(points, ({ at }) => stepOf(at, frame));
  const valuesOf = (value: (points: readonly ProbePoint[]) => number | undefined): readonly (number | undefined)[] =>
    Array.from({ length: frame.steps }, (_, step) => value(steps.get(step) ?? []));
  const failed = valuesOf((at) => {
    const measured = at.filter(({ standing }) => standing !== 'unknown');
    return measured.length === 0 ? undefined : measured.filter(({ standing }) => standing === 'down').length;
  });
  const latency = valuesOf((at) =>
    median(at.flatMap(({ latencyMs, isSpoiled }) => (isSpoiled === true ? [] : (latencyMs ?? [])))),
  );
  const failures = { label: 'Failed probes', unit: perStep(frame), kind: 'bars' } as const;
  const bars: Panel = { ...failures, series: [{ label: 'failed', tone: 'bad', values: failed }] };
  if (latency.every((value) => value === undefined)) return [bars];
  const series = [{ label: 'median', tone: 'calm', values: latency }] as const;
  return [bars, { label: 'Latency, median', unit: 'ms', kind: 'line', series }];
}

function marksOf({ triggeredAt, resolvedAt }: Incident): readonly Mark[] {
  const triggered = { at: triggeredAt, label: `triggered ${triggeredAt.slice(11, 16)}`, side: 'before' } as const;
  if (resolvedAt === undefined) return [triggered];
  return [triggered, { at: resolvedAt, label: `resolved ${resolvedAt.slice(11, 16)}`, side: 'behind' }];
}

/** `Failed probes, per minute: at most 12, 240 in all. Latency …, from 15:40 to 17:00 UTC; triggered at 16:40 UTC`. */
function altTextOf(incident: Incident, chart: Chart): string {
  const to = new Date(Date.parse(chart.fromAt) + chart.steps * chart.stepMs).toISOString();
  const series = chart.panels.flatMap((panel) =>
    panel.series.map(({ label, values }) => {
      const known = values.filter((value) => value !== undefined);
      const name = panel.series.length === 1 ? panel.label : `${panel.label} ${label}`;
      const most = `at most ${rounded(Math.max(0, ...known))} ${panel.unit}`;
      const sum = known.reduce((total, value) => total + value, 0);
      return panel.kind === 'bars' ? `${name}: ${most}, ${sum} in all` : `${name}: ${most}`;
    }),
  );
  const ends = incident.resolvedAt === undefined ? '' : `, resolved at ${clockOf(incident.resolvedAt)}`;
  return `${chart.title}. ${series.join('. ')}. From ${clockOf(chart.fromAt)} to ${clockOf(to)}; triggered at ${clockOf(incident.triggeredAt)}${ends}`;
}

function zeros({ steps }: Frame): number[] {
  return Array.from({ length: steps }, () => 0);
}

function perStep({ stepMs }: Frame): string {
  return stepMs === minuteMs ? 'per minute' : `per ${stepMs / minuteMs} minutes`;
}

function stepOf(at: string, { fromAt, stepMs }: Frame): number {
  return Math.floor((Date.parse(at) - Date.parse(fromAt)) / stepMs);
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
