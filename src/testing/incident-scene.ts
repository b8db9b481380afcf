import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Alarm, Incident } from '#domain/incident.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { WatchStore } from '#state/watch.ts';
import { createIncidentDesk, type IncidentDesk } from '#sweeps/incident-desk.ts';
import { nextIncident, type IncidentChange } from '#sweeps/next-incident.ts';

import { createMemoryStore } from './memory-store.ts';
import type { OutboxBench } from './outbox-bench.ts';

export const ada = { id: 'U0ADA1', name: 'ada', via: 'slack' } as const;

const configuration = parseConfiguration(
  `
environments: { staging: {} }
suites: { critical: { runner: pytest, command: [pytest], priority: 1 } }
sweeps: { often: { cron: '* * * * *', alert: '#on-call', reminders: [30m] } }
alerts: { onCall: '@sre' }
`,
  '/e2e.yaml',
);

/** A desk on a virtual clock, and what Slack shows of its incidents. */
export interface IncidentScene {
  readonly watch: WatchStore;
  readonly desk: IncidentDesk;
  readonly configuration: () => Configuration;
  readonly folder: string;
  readonly errors: string[];
  readonly now: () => Date;
  readonly log: { readonly error: (message: string) => void };
  /** As seen now: a WebSocket that is closed with 1011. */
  alarm(parts?: Partial<Alarm>): Alarm;
  /** Changes the first incident. */
  change(make: (at: string) => IncidentChange): Promise<Incident>;
  acknowledge(): Promise<Incident>;
  isTold(): Promise<boolean>;
  /** The first lines of all messages; files by name. */
  shown(): { readonly root: readonly string[]; readonly thread: readonly string[] };
  /** The calls that mention who is on call, S0SRE1. */
  mentions(): readonly string[];
  end(): Promise<void>;
}

export async function createIncidentScene(
  bench: Pick<OutboxBench<{ idle(): Promise<void> }>, 'clock' | 'slack' | 'outbox' | 'stop'>,
): Promise<IncidentScene> {
  const folder = await mkdtemp(join(tmpdir(), 'incidents-'));
  const watch = createMemoryWatch();
  const errors: string[] = [];
  const now = (): Date => new Date(bench.clock.now());
  const settings = { configuration: () => configuration, now };
  const desk = createIncidentDesk({
    ...settings,
    store: { ...createMemoryStore(), watch },
    log: { warn: (message) => void errors.push(message) },
  });
  const change: IncidentScene['change'] = (make) =>
    watch.incidents.change('i1', (incident) => nextIncident(incident, make(now().toISOString())));
  return {
    ...settings,
    watch,
    desk,
    folder,
    errors,
    log: { error: (message) => void errors.push(message) },
    alarm: (parts) => alarmAt(now().toISOString(), parts),
    change,
    acknowledge: () => change((at) => ({ kind: 'acknowledge', at, by: ada })),
    async isTold() {
      const incident = await watch.incidents.get('i1');
      return incident !== undefined && incident.toldEntries === incident.entries.length;
    },
    shown: () => linesOf(bench),
    mentions: () => mentionsOf(bench),
    async end() {
      bench.stop.abort();
      await bench.clock.until(bench.outbox.idle());
      await rm(folder, { recursive: true });
    },
  };
}

function alarmAt(seenAt: string, parts: Partial<Alarm> = {}): Alarm {
  return {
    key: 'k',
    kind: 'outage',
    environment: 'staging',
    layer: 'hold',
    code: 'CLOSE_1011',
    closeReason: 'Internal error',
    closedBy: 'server',
    endpoints: ['chat'],
    endpointCount: 1,
    evidence: ['chat fails at hold with CLOSE_1011, 3 in a row since 10:00 UTC', 'Seen by the sweep often'],
    sweep: 'often',
    seenAt,
    ...parts,
  };
}

function linesOf({ slack }: Pick<OutboxBench<unknown>, 'slack'>): ReturnType<IncidentScene['shown']> {
  const lines = slack.workspace.messages.map(({ thread_ts: thread, files, text }) => ({
    thread,
    line: files.length > 0 ? String(files[0]?.['name']) : (text.split('\n')[0] ?? ''),
  }));
  return {
    root: lines.filter(({ thread }) => thread === undefined).map(({ line }) => line),
    thread: lines.filter(({ thread }) => thread !== undefined).map(({ line }) => line),
  };
}

function mentionsOf({ slack }: Pick<OutboxBench<unknown>, 'slack'>): readonly string[] {
  return slack.calls
    .filter(({ method }) => method === 'chat.postMessage' || method === 'chat.update')
    .filter(({ wish }) => wish.text.includes('<!subteam^S0SRE1>'))
    .map(({ method, wish }) => `${method} ${wish.text.split('\n')[0]}`);
}
