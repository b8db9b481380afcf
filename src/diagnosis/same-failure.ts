import type { Phase, Symptom } from '#domain/diagnosis.ts';
import type { ProbeResult, Step } from '#domain/probe.ts';

import type { Aim } from './experiments/experiment.ts';
import { gaveUp } from './gave-up.ts';
import { opaquePhases } from './shows-as.ts';
import { targetUrl } from './target-url.ts';

const rungs: Readonly<Partial<Record<Phase, readonly Step[]>>> = {
  dns: ['dns'],
  tcp: ['tcp'],
  tls: ['tls'],
  upgrade: ['upgrade', 'subprotocol', 'auth'],
  http: ['request', 'response'],
  'first-message': ['auth', 'welcome', 'round-trip'],
  steady: ['round-trip', 'hold', 'close'],
  close: ['welcome', 'auth', 'round-trip', 'hold', 'close'],
};

/** Whether a failure now looks like the one of the report; undefined where the report does not say enough. */
export function isSameFailure(symptom: Symptom, result: ProbeResult): boolean | undefined {
  const { closeCode, status, phase, error } = symptom;
  const code = result.problem?.code ?? '';
  if (closeCode !== undefined && result.kind === 'websocket') return result.ws?.closeCode === closeCode;
  if (status !== undefined) return (result.ws?.status ?? result.http?.status) === status;
  if (/time-?out|timed out/iu.test(error)) return code.includes('TIMEOUT');
  if (/^E[A-Z]{4,}$|_/u.test(error) && code !== '')
    return code === error || rungs[phase]?.includes(result.brokeAt ?? 'close');
  const expected = rungs[phase];
  return expected === undefined || result.brokeAt === undefined ? undefined : expected.includes(result.brokeAt);
}

const inOrder: readonly Phase[] = ['dns', 'tcp', 'tls', 'upgrade', 'first-message', 'steady', 'close'];

/** It came further than this failure did, and failed there as another one of the run did: that is the other one's matter. */
export function isPastIt(symptom: Symptom, others: readonly Symptom[], result: ProbeResult): boolean {
  const at = inOrder.indexOf(symptom.phase);
  const { brokeAt } = result;
  if (at < 0 || brokeAt === undefined || rungs[symptom.phase]?.includes(brokeAt) === true) return false;
  const isLater = inOrder.slice(at + 1).some((phase) => rungs[phase]?.includes(brokeAt));
  return isLater && others.some((each) => opaquePhases.includes(each.phase) || rungs[each.phase]?.includes(brokeAt));
}

/** It failed where another failure of the run says that it does, in another way than this one, and this one names no such place. */
export function isOfOther(symptom: Symptom, others: readonly Symptom[], result: ProbeResult): boolean {
  if (result.standing !== 'down' || isSameFailure(symptom, result) === true) return false;
  const host = URL.parse(result.url)?.host;
  const isAt = ({ target }: Symptom): boolean => host !== undefined && targetUrl(target)?.host === host;
  return !isAt(symptom) && others.some(isAt);
}

/** Nobody waits for a refusal. Who has no credential for a path did not do what the test did, which waited in vain. */
export function isRefusedToUs({ symptom, operations }: Aim, { endpoint, http }: ProbeResult): boolean {
  const asked = operations.find(({ id }) => id === endpoint);
  if (asked?.kind !== 'http') return false;
  // It was not asked with GET.
  if (http?.status === 405 && symptom.status !== 405) return true;
  if (asked.check.auth !== undefined) return false;
  return gaveUp(symptom) && symptom.status === undefined && (http?.status === 401 || http?.status === 403);
}
