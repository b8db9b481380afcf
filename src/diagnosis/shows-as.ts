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
  const { status, closeCode } = symptom;
  const isStatus = status === undefined || speaksFor(cause, symptom, ['report.status', alike(status)]);
  const isClose =
    closeCode === undefined || closeCode === noFrame || speaksFor(cause, symptom, ['report.close-code', [closeCode]]);
  return isPhase(cause, symptom) && isStatus && isClose;
}

/** What stands between client and service ends a request at one place. */
const ofTheWay = new Set<Cause['layer']>(['dns', 'tls', 'proxy', 'subprotocol']);

/** Whether a request by HTTP was answered, which is never how the cause shows: it is of name, certificate or upgrade. */
export function isAnsweredElse(cause: Cause, symptom: Symptom): boolean {
  const { phase, status, target = '' } = symptom;
  const isAnswered = phase === 'http' && status !== undefined && target.startsWith('http');
  return isAnswered && ofTheWay.has(cause.layer) && !isPhase(cause, symptom);
}

function isPhase(cause: Cause, symptom: Symptom): boolean {
  const { phase, target = '' } = symptom;
  // An assertion on an answer is about a request that was answered.
  const ofAnswer = phase === 'assertion' && target.startsWith('http') ? 'http' : phase;
  // Clients call it connecting until TLS is agreed on.
  const phases = isStillConnecting(symptom) ? [ofAnswer, 'tls'] : [ofAnswer];
  return opaquePhases.includes(ofAnswer) || speaksFor(cause, symptom, ['report.phase', phases]);
}

/** A time-out while connecting, of which the client does not say how far it came. */
export function isStillConnecting({ phase, error }: Symptom): boolean {
  return phase === 'tcp' && /^Connect(?:ion)?Time-?out/u.test(error);
}

type Looked = readonly [fact: FactName, values: readonly Fact[]];

function speaksFor(cause: Cause, symptom: Symptom, [fact, values]: Looked): boolean {
  const own = cause.predicts.filter((each) => each.fact === fact && decibans[each.then] > 0);
  return own.length === 0 || own.some((each) => values.some((value) => isPredicted(each, value, symptom)));
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
