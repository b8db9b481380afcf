import type { HttpEndpoint } from '#probes/endpoints.ts';

import type { Aim } from './experiments/experiment.ts';
import type { Rounds } from './replay.ts';
import { pathAs } from './signed-in-as.ts';

/**
 * No check says how one signs in to the path that failed, and without a token we are refused there, as the test was not: it is
 * asked again with the credential of that service, or with the only one there is. Undefined where there is none, or no need.
 */
export function signAim(aim: Aim, rounds: Rounds): Aim | undefined {
  const { failingPath, symptom, operations } = aim;
  if (failingPath === undefined || failingPath.check.auth !== undefined || isRefused(symptom.status)) return undefined;
  const answers = rounds.flat().filter(({ endpoint }) => endpoint === failingPath.id);
  const auth = credentialOf(failingPath, aim);
  if (auth === undefined || answers.length === 0 || !answers.every(({ http }) => isRefused(http?.status)))
    return undefined;
  const signed = pathAs(failingPath, auth);
  return { ...aim, failingPath: signed, operations: operations.map((each) => (each === failingPath ? signed : each)) };
}

function isRefused(status: number | undefined): boolean {
  return status === 401 || status === 403;
}

function credentialOf({ name }: HttpEndpoint, { environment }: Aim): string | undefined {
  const all = [...environment.credentials];
  const own = all.find(([, credential]) => credential.kind === 'login' && credential.service === name);
  return (own ?? (all.length === 1 ? all[0] : undefined))?.[0];
}
