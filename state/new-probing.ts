import type { Probing } from '#domain/probing.ts';
import type { NewProbing } from './watch.ts';

/** The record of a probing that was just asked for. */
export function newProbing(id: string, order: NewProbing): Probing {
  return { ...order, id, state: 'queued', counts: { up: 0, down: 0, unknown: 0 }, results: [], pairs: [] };
}
