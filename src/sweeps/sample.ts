import type { ProbeResult, Standing, Step } from '#domain/probe.ts';
import type { ProbePoint } from '#state/watch.ts';

import type { StreakSample } from './detect-streak.ts';

/** What failures have in common: the rung that broke and how. */
export interface Symptom {
  readonly layer: Step;
  readonly code: string;
}

/** What one sweep says of one endpoint: all that the detectors read. */
export interface Sample {
  readonly endpoint: string;
  readonly kind: 'http' | 'websocket';
  readonly outcome: StreakSample;
  /** Of a failure; also of a connection that passed and was then closed with the watched code. */
  readonly symptom?: Symptom | undefined;
}

export interface SampleRules {
  /** The close code that is watched. */
  readonly code: number;
  /** A deploy or a maintenance window: closes 1001 and 1012 are then expected. */
  readonly isDeploying: boolean;
}

/** Going away and service restart: what a server says that is being replaced. */
const restartCodes = new Set(['CLOSE_1001', 'CLOSE_1012']);

export function isRestart(symptom: Symptom | undefined): boolean {
  return symptom !== undefined && restartCodes.has(symptom.code);
}

/** A close is one symptom at whatever rung it comes. */
export function symptomKey({ layer, code }: Symptom): string {
  return code.startsWith('CLOSE_') ? code : `${layer} ${code}`;
}

export function sampleOf(result: ProbeResult, rules: SampleRules): Sample {
  const { endpoint, kind, ws, brokeAt = 'close', problem } = result;
  const outcome = outcomeOf(result.standing);
  const isWatchedClose = ws?.closeCode === rules.code && ws.closedBy === 'server';
  if (outcome === 'unknown' || (outcome === 'passed' && !isWatchedClose)) return { endpoint, kind, outcome };
  const code = isWatchedClose ? `CLOSE_${rules.code}` : (problem?.code ?? 'FAILED');
  return expectRestarts({ endpoint, kind, outcome, symptom: { layer: brokeAt, code } }, rules.isDeploying);
}

/** Of a stored point. It is not known any more whether there was a deploy then, so restarts count for nothing. */
export function sampleOfPoint(point: ProbePoint, kind: Sample['kind']): Sample {
  const { endpoint, brokeAt = 'close', code = 'FAILED' } = point;
  const outcome = outcomeOf(point.standing);
  if (outcome !== 'failed') return { endpoint, kind, outcome };
  return expectRestarts({ endpoint, kind, outcome, symptom: { layer: brokeAt, code } }, true);
}

function expectRestarts(sample: Sample, isDeploying: boolean): Sample {
  return isDeploying && isRestart(sample.symptom) ? { ...sample, outcome: 'expected', symptom: undefined } : sample;
}

function outcomeOf(standing: Standing): 'passed' | 'failed' | 'unknown' {
  if (standing === 'unknown') return 'unknown';
  return standing === 'up' ? 'passed' : 'failed';
}
