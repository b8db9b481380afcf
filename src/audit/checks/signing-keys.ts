import type { Check } from '../check.ts';
import type { Look } from '../evidence.ts';
import { listed, seenByProbe } from '../seen.ts';

const published = /jwks|\.well-known\/(?:keys|certs)|\/certs$/iu;

/** The key id of every token is among the keys that a service publishes, where one of `checks` is such a list. */
export const signingKeys: Check = {
  name: 'signing-keys',
  section: 'tokens',
  judge: ({ looks, tokens }) => {
    const lists = looks.filter(
      ({ purpose, path }) => purpose === 'plain' && path !== undefined && published.test(path),
    );
    const signed = tokens.filter(({ kid }) => kid !== undefined);
    return lists.flatMap((look) =>
      signed.map(({ credential, kid = '' }) => {
        const base = { id: `tokens/${credential}/key in ${look.endpoint}`, weight: 4 };
        const kids = kidsIn(look);
        if (kids === undefined) {
          const says = `The keys at ${look.endpoint} are not known: ${look.result.problem?.message ?? 'its answer is no list of keys'}`;
          return {
            ...base,
            result: 'unknown',
            says,
            remedy: 'Let it answer and audit again',
            seen: [seenByProbe(look, { fact: 'audit.keys', value: 'unknown', says })],
          } as const;
        }
        const isThere = kids.includes(kid);
        const says = `The key ${kid} of ${credential} is ${isThere ? '' : 'not '}among the ${kids.length} keys of ${look.endpoint}${isThere ? '' : ` (${listed(kids, 4)})`}`;
        const seen = [seenByProbe(look, { fact: 'audit.signing-key', value: isThere, says })];
        return isThere
          ? ({ ...base, result: 'passed', says, seen } as const)
          : ({
              ...base,
              result: 'failed',
              says,
              remedy: 'Sign with a published key, or let the service fetch the new ones',
              seen,
            } as const);
      }),
    );
  },
};

function kidsIn({ result }: Look): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(result.http?.body ?? '');
    const keys: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'keys') : undefined;
    if (!Array.isArray(keys)) return undefined;
    return keys.slice(0, 100).flatMap((key: unknown) => {
      const kid: unknown = typeof key === 'object' && key !== null ? Reflect.get(key, 'kid') : undefined;
      return typeof kid === 'string' ? [kid.slice(0, 120)] : [];
    });
  } catch {
    return undefined;
  }
}
