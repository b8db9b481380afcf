import type { Check, Judged } from '../check.ts';
import type { TokenFacts } from '../evidence.ts';
import { judgeGood } from './tokens-accepted.ts';

/** The service that signs in issues a token, and the others take it. */
export const issuedTokens: Check = {
  name: 'issued-tokens',
  section: 'tokens',
  judge: ({ tokens, looks }) => [
    ...tokens.map(judgeToken),
    ...looks
      .filter(({ purpose }) => purpose === 'good')
      .map((look) => judgeGood(look.endpoint, look, `issued by ${look.auth ?? ''}`)),
  ],
};

const words = { jwt: 'could be signed', login: 'was issued', static: 'is set' } as const;

function judgeToken({ credential, kind, problem, at, expiresAt, lifeSeconds }: TokenFacts): Judged {
  const base = { id: `tokens/${credential}`, weight: 4 };
  const observe = (value: boolean, says: string) => [
    {
      source: 'probe',
      fact: kind === 'login' ? 'auth.login' : 'audit.token',
      value,
      at,
      says,
      subject: credential,
    } as const,
  ];
  if (problem !== undefined) {
    const says = `No token of ${credential} ${words[kind]}: ${problem}`;
    return {
      ...base,
      result: 'failed',
      says,
      remedy:
        kind === 'login'
          ? 'See whether its service answers, and whether the user is there'
          : `Correct credentials.${credential}`,
      seen: observe(false, says),
    };
  }
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(at)) {
    const says = `The token of ${credential} ran out at ${expiresAt}`;
    return { ...base, result: 'failed', says, remedy: 'Put a new one in its place', seen: observe(false, says) };
  }
  const life = lifeSeconds === undefined ? '' : ` for ${lifeSeconds} s`;
  const says = `A token of ${credential} ${words[kind]}${expiresAt === undefined ? ', without an end' : `, valid${life} until ${expiresAt}`}`;
  return { ...base, result: 'passed', says, seen: observe(true, says) };
}
