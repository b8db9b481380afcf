import type { Inquiry } from '#domain/diagnosis.ts';
import type { NewInquiry } from './watch.ts';

/** The record of an inquiry that was just asked for. */
export function newInquiry(id: string, order: NewInquiry): Inquiry {
  return { ...order, id, state: 'queued', diagnoses: [], observations: [], probes: 0, corrections: [] };
}
