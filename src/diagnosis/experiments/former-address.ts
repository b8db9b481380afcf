import { isIPv4 } from 'node:net';

import { subjectOf } from './address-families.ts';
import { addressIn } from '../endpoint-address.ts';
import { compare } from './compare.ts';
import type { Aim, Experiment, Lab } from './experiment.ts';

/** Asks at the address that the name had when all was well, where it has another one now. */
export const formerAddress: Experiment = {
  name: 'former-address',
  observes: ['dns.former-address', 'dns.present-address'],
  costSeconds: 1.5,
  doing: 'asking at the address that the name had in the last green run',
  applies: (aim, lab) => movedFrom(aim, lab) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    const moved = movedFrom(aim, lab);
    if (endpoint === undefined || moved === undefined) return [];
    const { name, former, present, run } = moved;
    return compare(
      [
        {
          fact: 'dns.former-address',
          label: `at ${former}, which ${name} was in ${run}, the last green run`,
          wish: { endpoint, address: former },
        },
        { fact: 'dns.present-address', label: `at ${present}, which it is now`, wish: { endpoint, address: present } },
      ],
      lab,
      signal,
    );
  },
};

interface Moved {
  readonly name: string;
  readonly former: string;
  readonly present: string;
  /** The run in which it had been the former. */
  readonly run: string;
}

/** Undefined where one of the addresses is the same, or nothing is known of those before. */
function movedFrom(aim: Aim, { variables, lastGreen }: Lab): Moved | undefined {
  const subject = subjectOf(aim);
  const setting = subject?.kind === 'http' ? subject.service.url : subject?.socket.url;
  const name = setting === undefined ? undefined : addressIn(setting, variables)?.hostname;
  const before = name === undefined ? [] : (lastGreen?.addresses?.[name] ?? []);
  const now = (aim.plain?.addresses ?? []).map(({ address }) => address);
  if (before.some((address) => now.includes(address))) return undefined;
  const former = before.find((address) => isIPv4(address)) ?? before[0];
  const present = now.find((address) => isIPv4(address)) ?? now[0];
  if (name === undefined || former === undefined || present === undefined || lastGreen === undefined) return undefined;
  return { name, former, present, run: lastGreen.id };
}
