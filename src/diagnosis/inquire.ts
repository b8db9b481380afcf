import type { Diagnosis, Symptom } from '#domain/diagnosis.ts';
import type { Environment } from '#domain/configuration.ts';
import { endpointsOf } from '#probes/endpoints.ts';
import type { Observation } from '#domain/observation.ts';

import type { Cause } from './cause.ts';
import { hostOf } from './endpoint-address.ts';
import { createLab, type LabParts } from './experiments/lab.ts';
import { diagnose, othersThan } from './diagnose.ts';
import { createInquiryBook } from './inquiry-book.ts';
import type { NewObservation } from './observation-book.ts';
import { pursue } from './pursue.ts';
import type { ScoreOptions } from './score-causes.ts';

/** What the report and the history say. */
export interface Reading {
  /** The most tests first. */
  readonly symptoms: readonly Symptom[];
  readonly observe: (symptom: Symptom) => readonly NewObservation[];
}

export interface Inquired {
  readonly diagnoses: readonly Diagnosis[];
  readonly observations: readonly Observation[];
  /** How many experiments were made, replays included. */
  readonly probes: number;
}

export interface Progress extends Inquired {
  /** What is being asked of the system now. */
  readonly doing: string;
}

export interface InquireParts extends Omit<LabParts, 'patienceMs' | 'isThorough'> {
  readonly environment: Environment;
  /** `quick` takes 15 s at most, `full` 90 s. */
  readonly depth: 'quick' | 'full';
  readonly causes: readonly Cause[];
  /** What people corrected before. */
  readonly learnt?: ScoreOptions['learnt'];
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

const budgets = { quick: { ms: 14_000, patienceMs: 4_000 }, full: { ms: 88_000, patienceMs: 10_000 } } as const;
/** What the first failure asks is most of what there is to ask; those after it need some of their own: one, or two and more. */
const reservedFor = [0, 5, 7] as const;

function reserveFor(symptomsLeft: number): number {
  return reservedFor[Math.min(symptomsLeft, reservedFor.length - 1)] ?? 0;
}

/** Symptoms beyond these are explained by what was seen for the others. */
const mostPursued = 6;

/**
 * Asks the system back why it failed: for each symptom the replay first, then whatever tells the likely causes apart soonest.
 * A dead endpoint is an answer; never rejects but for a bug. Aborted, it says what is known so far.
 */
export async function inquire(reading: Reading, parts: InquireParts, signal: AbortSignal): Promise<Inquired> {
  const { environment, depth, onProgress } = parts;
  const budget = budgets[depth];
  const lab = createLab({ ...parts, patienceMs: budget.patienceMs, isThorough: depth === 'full' }, environment);
  const hosts = new Map(endpointsOf(environment).map((each) => [each.id, hostOf(each, parts.variables)]));
  const hostOfService = (id: string): string | undefined => hosts.get(id) ?? hosts.get(id.split(':', 1)[0] ?? '');
  const book = createInquiryBook(reading, hostOfService);
  const endsAtMs = performance.now() + budget.ms;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(budget.ms)]);
  const conclude = (): Inquired => ({
    diagnoses: diagnose(reading.symptoms, book, parts),
    observations: book.all(),
    probes: book.probes(),
  });
  const pursued = reading.symptoms.slice(0, mostPursued);
  for (const [index, symptom] of pursued.entries()) {
    if (limit.aborted) break;
    const shareMs = (endsAtMs - performance.now()) / (pursued.length - index);
    const onDoing = (doing: string): void => onProgress?.({ ...conclude(), doing });
    const others = othersThan(symptom, reading.symptoms);
    const reserved = reserveFor(pursued.length - index - 1);
    const own = { lab, book, others, onDoing, reserved, endsAtMs: performance.now() + shareMs };
    await pursue(symptom, { ...parts, ...own }, limit);
  }
  return conclude();
}
