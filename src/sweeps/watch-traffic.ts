import type { CloseCount } from '#domain/close.ts';
import type { Configuration } from '#domain/configuration.ts';
import { clockOf } from '#domain/incident-words.ts';
import { isOpen, type Alarm } from '#domain/incident.ts';
import type { WatchStore } from '#state/watch.ts';

import { judgeTraffic, type TrafficVerdict } from './detect-traffic.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { symptomAlarmKey } from './symptom-alarm.ts';

export interface TrafficParts {
  readonly configuration: () => Configuration;
  readonly watch: WatchStore;
  readonly desk: IncidentDesk;
  /** A sweep tells under this key: what it says is more exact. */
  readonly isHeld: (key: string) => boolean;
}

const minuteMs = 60_000;
const shortMs = 10 * minuteMs;
const dayMs = 1_440 * minuteMs;
const named = 100;

/** Judges what the team's own servers and suites said of the watched close code, in every environment. About once a minute. */
export async function watchTraffic({ configuration, watch, desk, isHeld }: TrafficParts, now: Date): Promise<void> {
  const { environments, alerts } = configuration();
  const { code, rarity } = alerts.spike;
  const unfinished = await watch.incidents.unfinished();
  for (const environment of environments.keys()) {
    const symptom = { layer: 'close', code: `CLOSE_${code}` } as const;
    const key = symptomAlarmKey(environment, symptom);
    const open = unfinished.filter((each) => isOpen(each) && each.alarm.environment === environment);
    const own = open.find(({ alarm }) => alarm.key === key && alarm.sweep === undefined);
    const read = (ms: number) => readTraffic(watch, { environment, code, since: now.getTime() - ms });
    // Only where there is something to judge is the whole day read.
    if (own === undefined && (await read(shortMs)).length === 0) continue;
    const closes = await read(dayMs);
    const verdict = judgeTraffic(closes, now, { rarity, toldAt: own?.triggeredAt });
    const isTold = isHeld(key) || open.some((each) => each !== own && each.alarm.code === symptom.code);
    if (verdict.kind === 'spike' && !isTold)
      await desk.raise(trafficAlarm({ key, environment, code }, closes, { verdict, now }));
    if (verdict.kind === 'calm' && own !== undefined && !isHeld(key)) {
      await desk.clear(key, now.toISOString(), 'real traffic is closed no more often than usual');
    }
  }
}

async function readTraffic(
  watch: WatchStore,
  { environment, code, since }: { readonly environment: string; readonly code: number; readonly since: number },
): Promise<readonly CloseCount[]> {
  const closes = await watch.ledger.since(new Date(since).toISOString(), { environment });
  return closes.filter((close) => close.code === code && close.source !== 'probe');
}

function trafficAlarm(
  { key, environment, code }: { readonly key: string; readonly environment: string; readonly code: number },
  closes: readonly CloseCount[],
  { verdict, now }: { readonly verdict: TrafficVerdict; readonly now: Date },
): Alarm {
  const recent = closes.filter(({ minuteAt }) => minuteAt >= verdict.recentSince);
  const endpoints = [...new Set(recent.map(({ endpoint }) => endpoint))];
  const closers = new Set(recent.map(({ closedBy }) => closedBy));
  const [closedBy] = closers;
  const usual = Number(verdict.usual.toPrecision(2));
  return {
    key,
    kind: 'close-spike',
    environment,
    layer: 'close',
    code: `CLOSE_${code}`,
    closedBy: closers.size === 1 ? closedBy : undefined,
    endpoints: endpoints.slice(0, named),
    endpointCount: endpoints.length,
    evidence: [
      `Real traffic: closed ${verdict.recent} times with ${code} since ${clockOf(verdict.recentSince)}, usually ${usual} in that time`,
    ],
    seenAt: now.toISOString(),
  };
}
