import type { Phase, Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import { decibans, type Cause } from './cause.ts';
import type { FactName } from './facts.ts';
import { isPredicted } from './predicted-values.ts';

/** Where an assertion speaks, or a fixture, it may hide any phase. */
export const opaquePhases: readonly Phase[] = ['assertion', 'setup', 'unknown'];

/**
 * Whether a failure that looks like this one can come from it: by how far it came, by its status, and by its close code. What a
 * cause does not speak of it leaves open.
 */
export function showsAs(cause: Cause, symptom: Symptom): boolean {
  const { phase, status, closeCode } = symptom;
  const speaksFor = (fact: FactName, values: readonly Fact[]): boolean => {
    const own = cause.predicts.filter((each) => each.fact === fact && decibans[each.then] > 0);
    return own.length === 0 || own.some((each) => values.some((value) => isPredicted(each, value, symptom)));
  };
  const isPhase = opaquePhases.includes(phase) || speaksFor('report.phase', [phase]);
  const isStatus = status === undefined || speaksFor('report.status', alike(status));
  const isClose = closeCode === undefined || closeCode === noFrame || speaksFor('report.close-code', [closeCode]);
  return isPhase && isStatus && isClose;
}

/** Nobody wrote a code: anything may have cut the connection. */
const noFrame = 1006;

/** Proxies differ in which status of a class they answer with; too many requests are a class of their own. */
function alike(status: number): readonly number[] {
  if (status === tooMany) return [tooMany];
  const first = Math.floor(status / 100) * 100;
  return Array.from({ length: 100 }, (_, index) => first + index).filter((each) => each !== tooMany);
}

const tooMany = 429;
