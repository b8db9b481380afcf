import { readHealthBody } from '#domain/health-body.ts';

import type { Check, Judged } from '../check.ts';
import type { Look } from '../evidence.ts';
import { listed, seenByProbe } from '../seen.ts';

/** Services are well, on the surface and below it. */
export const health: Check = {
  name: 'health',
  section: 'stability',
  judge: ({ looks, environment }) =>
    looks.flatMap((look): readonly Judged[] => {
      const service = environment.services.get(look.name);
      if (look.purpose !== 'plain' || look.result.kind !== 'http' || service === undefined) return [];
      if (look.path === service.health) return [judgeHealth(look, 'health')];
      return look.path === service.deepHealth ? [judgeHealth(look, 'deep health')] : [];
    }),
};

function judgeHealth(look: Look, what: 'health' | 'deep health'): Judged {
  const { name, result } = look;
  const base = { id: `stability/${name}/${what}`, weight: what === 'health' ? 4 : 5 };
  const told = (says: string, value: string) => [
    seenByProbe(look, { fact: what === 'health' ? 'http.shallow' : 'http.deep', value, says }),
  ];
  const why = result.problem?.message ?? 'no reason given';
  if (result.standing === 'unknown') {
    const says = `The ${what} of ${name} is not known: ${why}`;
    return {
      ...base,
      result: 'unknown',
      says,
      remedy: 'Remove what is in the way and audit again',
      seen: told(says, 'unknown'),
    };
  }
  if (result.standing === 'down') {
    const says = `The ${what} of ${name} is bad: ${why}`;
    return {
      ...base,
      result: 'failed',
      says,
      remedy: `See the log of ${name}; "probe ${name}" shows the rung`,
      seen: told(says, result.problem?.code ?? 'down'),
    };
  }
  const unwell = readHealthBody(result.http?.body ?? '')?.unwell ?? [];
  if (unwell.length > 0) {
    const says = `${name} answers ${result.http?.status ?? ''} and calls ${listed(unwell)} unwell`;
    return {
      ...base,
      result: 'failed',
      says,
      remedy: `Look after ${listed(unwell)}: a good status hides it`,
      seen: told(says, 'unwell'),
    };
  }
  const says = `The ${what} of ${name} answers ${result.http?.status ?? ''}`;
  return { ...base, result: 'passed', says, seen: told(says, 'ok') };
}
