import type { ProbeResult } from '#domain/probe.ts';

import type { Check, Judged } from '../check.ts';
import type { Look } from '../evidence.ts';
import { seenByProbe } from '../seen.ts';

/** Where somebody has to sign in a good token is taken, and a spoiled one and none are refused. */
export const tokensAccepted: Check = {
  name: 'tokens-accepted',
  section: 'tokens',
  judge: ({ looks }) => {
    const signedIn = looks.filter(({ auth }) => auth !== undefined);
    return [...Map.groupBy(signedIn, ({ endpoint }) => endpoint)].flatMap(([endpoint, group]) => {
      const find = (purpose: Look['purpose']): Look | undefined => group.find((look) => look.purpose === purpose);
      const [good, bad, none] = [find('plain'), find('bad'), find('none')];
      return [
        ...(good === undefined ? [] : [judgeGood(endpoint, good)]),
        ...(bad === undefined ? [] : [judgeRefusal(endpoint, bad, 'a token with a spoiled signature')]),
        ...(none === undefined ? [] : [judgeRefusal(endpoint, none, 'no token')]),
      ];
    });
  },
};

/** How an answer treats who signs in. `else`: it says nothing of it. */
export function treatmentOf({ standing, http, ws, problem }: ProbeResult): 'taken' | 'refused' | 'else' | 'unknown' {
  const status = http?.status ?? ws?.status;
  if (status === 401 || status === 403) return 'refused';
  const code = ws?.closeCode;
  if (
    standing === 'down' &&
    code !== undefined &&
    (code === 1008 || code === 3000 || code === 3003 || (code >= 4000 && code <= 4999))
  )
    return 'refused';
  if (standing === 'unknown') return 'unknown';
  if (http?.status !== undefined && http.status >= 200 && http.status <= 299) return 'taken';
  if (standing === 'up') return 'taken';
  return status === undefined && code === undefined && problem !== undefined ? 'unknown' : 'else';
}

function answerIn({ http, ws, problem }: ProbeResult): string {
  if (http?.status !== undefined) return `answers ${http.status}`;
  if (ws?.closeCode !== undefined) return `closes with ${ws.closeCode}`;
  if (ws?.status !== undefined) return `answers the upgrade with ${ws.status}`;
  return problem === undefined ? 'says nothing' : `does not answer (${problem.message})`;
}

export function judgeGood(endpoint: string, look: Look, suffix = 'good'): Judged {
  const token = `a good token of ${look.auth ?? ''}`;
  const says = `${endpoint} ${answerIn(look.result)} with ${token}`;
  const base = { id: `tokens/${endpoint}/${suffix}`, weight: 5 };
  const treatment = treatmentOf(look.result);
  const fact = look.result.kind === 'http' ? 'http.signed-in' : 'ws.token.good';
  const seen = [
    seenByProbe(look, { fact, value: treatment === 'taken' ? 'ok' : (look.result.problem?.code ?? treatment), says }),
  ];
  switch (treatment) {
    case 'taken':
      return { ...base, result: 'passed', says, seen };
    case 'refused':
      return {
        ...base,
        result: 'failed',
        says,
        remedy: 'Compare the secret or key, algorithm, issuer and audience of the credential with those of the service',
        seen,
      };
    case 'else':
    case 'unknown':
      return {
        ...base,
        result: 'unknown',
        says: `${says}: whether it takes it is not known`,
        remedy: 'Let it answer and audit again',
        seen,
      };
  }
}

function judgeRefusal(endpoint: string, look: Look, token: string): Judged {
  const says = `${endpoint} ${answerIn(look.result)} with ${token}`;
  const base = { id: `tokens/${endpoint}/${look.purpose === 'none' ? 'none' : 'spoiled'}`, weight: 5 };
  const treatment = treatmentOf(look.result);
  const seen = [
    seenByProbe(look, { fact: `ws.token.${look.purpose}`, value: look.result.problem?.code ?? treatment, says }),
  ];
  switch (treatment) {
    case 'refused':
      return { ...base, result: 'passed', says, seen };
    case 'taken':
      return {
        ...base,
        result: 'failed',
        says,
        remedy: look.purpose === 'none' ? 'Let this path ask for a token' : 'Let the service verify signatures',
        seen,
      };
    case 'else':
      return {
        ...base,
        result: 'doubtful',
        says: `${says}, where 401 or 403 says it plainly`,
        remedy: 'Refuse a bad token before anything else is done with it',
        seen,
      };
    case 'unknown':
      return {
        ...base,
        result: 'unknown',
        says: `${says}: whether it refuses it is not known`,
        remedy: 'Let it answer and audit again',
        seen,
      };
  }
}
