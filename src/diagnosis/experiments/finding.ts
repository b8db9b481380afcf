import type { Fact } from '#domain/observation.ts';
import type { ProbeResult } from '#domain/probe.ts';

import type { FactName } from '../facts.ts';
import type { Finding, Lab } from './experiment.ts';
import { sayResult } from './outcome.ts';

const mostRaw = 1_000;

export interface Seen {
  readonly fact: FactName;
  readonly value: Fact | undefined;
  readonly says: string;
  readonly raw?: string | undefined;
  readonly subject?: string | undefined;
}

export interface Circumstances {
  /** What is seen on one connection, or in one second, belongs together. */
  readonly group: string;
  readonly at: string;
  readonly isControlled?: boolean | undefined;
}

/** Without what could not be seen. */
export function findings(seen: readonly Seen[], circumstances: Circumstances): readonly Finding[] {
  const { group, at, isControlled = false } = circumstances;
  return seen.flatMap(({ fact, value, says, raw, subject }) =>
    value === undefined ? [] : [{ fact, value, says, raw: raw?.slice(0, mostRaw), subject, group, at, isControlled }],
  );
}

/** The circumstances of a measurement that is compared with no other. */
export function alone(lab: Lab, at: string): Circumstances {
  return { group: lab.newGroup(), at };
}

/** The steps and what came back, as they were. */
export function rawOf(result: ProbeResult): string {
  const { steps, http, ws, url } = result;
  const climbed = steps.map(
    ({ step, outcome, detail }) => `${step} ${outcome}${detail === undefined ? '' : `: ${detail}`}`,
  );
  const answer = http?.body ?? ws?.body ?? '';
  const events = (ws?.events ?? []).filter(({ from }) => from === 'server').map(({ type, text }) => type ?? text ?? '');
  return [url, sayResult(result), ...climbed, events.length === 0 ? '' : `events: ${events.join(', ')}`, answer]
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, mostRaw);
}
