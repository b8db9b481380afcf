import type { Check, Judged } from '../check.ts';
import type { Look } from '../evidence.ts';
import { seenByProbe } from '../seen.ts';
import { treatmentOf } from './tokens-accepted.ts';

/** What is configured beside health works too: a good health hides a socket that is broken. */
export const endpointsAnswer: Check = {
  name: 'endpoints-answer',
  section: 'stability',
  judge: ({ looks, environment }) =>
    looks.flatMap((look): readonly Judged[] => {
      const { purpose, name, path, result } = look;
      const service = result.kind === 'http' ? environment.services.get(name) : undefined;
      const isHealth =
        service !== undefined && path !== undefined && [service.health, service.deepHealth].includes(path);
      // Who is refused for a token is told with the tokens.
      const isRefused = look.auth !== undefined && treatmentOf(result) === 'refused';
      return purpose !== 'plain' || isHealth || isRefused ? [] : [judgeLook(look)];
    }),
};

function judgeLook(look: Look): Judged {
  const { endpoint, result } = look;
  const base = { id: `stability/${endpoint}/answers`, weight: result.kind === 'websocket' ? 5 : 3 };
  const why = result.problem?.message ?? 'no reason given';
  const told = (says: string, value: string) => [
    seenByProbe(look, { fact: result.kind === 'websocket' ? 'ws.plain' : 'http.any-path', value, says }),
  ];
  if (result.standing === 'up') {
    const says = `${endpoint} works as it is configured`;
    return { ...base, result: 'passed', says, seen: told(says, 'ok') };
  }
  const code = result.problem?.code ?? result.standing;
  if (result.standing === 'unknown') {
    const says = `Whether ${endpoint} works is not known: ${why}`;
    const remedy = 'Remove what is in the way and audit again';
    return { ...base, result: 'unknown', says, remedy, seen: told(says, code) };
  }
  const says = `${endpoint} does not work: ${why}`;
  return {
    ...base,
    result: 'failed',
    says,
    remedy: `"probe ${endpoint}" shows the rung it breaks at`,
    seen: told(says, code),
  };
}
