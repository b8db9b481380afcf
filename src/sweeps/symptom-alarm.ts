import type { Alarm } from '#domain/incident.ts';
import type { ProbeResult } from '#domain/probe.ts';

import type { SymptomSample } from './detect-rate.ts';
import { worstEndpoints } from './detect-rate.ts';
import type { Symptom } from './sample.ts';
import type { WatchedSymptom } from './watched.ts';

export interface AlarmContext {
  readonly environment: string;
  readonly sweep: string;
  readonly seenAt: string;
  /** The close code that is watched. */
  readonly code: number;
  readonly baseRate: number;
  /** The newest failed result of each endpoint. */
  readonly failed: ReadonlyMap<string, ProbeResult>;
}

const named = 100;
/** Sweeps that the sentence is about: enough to see, few enough to show what is going on now. */
const toldSweeps = 10;

/** The key of an alarm for a rate: one for each environment and symptom. */
export function symptomAlarmKey(environment: string, symptom: Symptom | undefined): string {
  if (symptom === undefined) return `${environment}/failure-rate`;
  const close = closeCodeOf(symptom);
  return close === undefined
    ? `${environment}/failure-rate/${symptom.layer}/${symptom.code}`
    : `${environment}/close-spike/${close}`;
}

/** What is told of a symptom that is seen more often than on a good day. */
export function symptomAlarm(key: string, { symptom, rate }: WatchedSymptom, context: AlarmContext): Alarm {
  const { environment, sweep, seenAt, failed } = context;
  const endpoints = worstEndpoints(rate);
  const close = symptom === undefined ? undefined : closeCodeOf(symptom);
  const example = endpoints.map((endpoint) => failed.get(endpoint)?.ws).find((ws) => ws?.closeCode === close);
  return {
    key,
    kind: close === context.code ? 'close-spike' : 'failure-rate',
    environment,
    layer: symptom?.layer,
    code: symptom?.code,
    closeReason: close === undefined ? undefined : example?.closeReason,
    closedBy: close === undefined ? undefined : example?.closedBy,
    endpoints: endpoints.slice(0, named),
    endpointCount: endpoints.length,
    evidence: evidenceOf(symptom, rate.samples, context),
    sweep,
    since: rate.samples.find((sample) => sample.failed > 0)?.at,
    seenAt,
  };
}

function evidenceOf(
  symptom: Symptom | undefined,
  samples: readonly SymptomSample[],
  context: AlarmContext,
): readonly string[] {
  const recent = sentenceOf(symptom, samples.slice(-toldSweeps), context);
  if (samples.length <= toldSweeps) return [recent];
  return [recent, `In the last ${samples.length} sweeps: ${shareOf(samples)}`];
}

function sentenceOf(
  symptom: Symptom | undefined,
  samples: readonly SymptomSample[],
  { baseRate }: AlarmContext,
): string {
  const close = symptom === undefined ? undefined : closeCodeOf(symptom);
  const subject =
    symptom === undefined
      ? 'Probes failed:'
      : close === undefined
        ? `${symptom.code} at ${symptom.layer}:`
        : `Closed with ${close}:`;
  const since = samples.find((sample) => sample.failed > 0)?.at ?? samples[0]?.at ?? '';
  return `${subject} ${shareOf(samples)} in ${samples.length} sweeps, usually ${percent(baseRate)}, first ${since.slice(11, 16)} UTC`;
}

function shareOf(samples: readonly SymptomSample[]): string {
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  const measured = samples.reduce((sum, sample) => sum + sample.measured, 0);
  return `${failed} of ${measured} probes (${percent(measured === 0 ? 0 : failed / measured)})`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function closeCodeOf({ code }: Symptom): number | undefined {
  const match = /^CLOSE_(\d{4})$/u.exec(code);
  return match === null ? undefined : Number(match[1]);
}
