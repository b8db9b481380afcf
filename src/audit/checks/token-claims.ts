import type { Check, Judged, Seen } from '../check.ts';
import type { Evidence, TokenFacts } from '../evidence.ts';
import { entriesOf, listed, seenInFile, type Placed } from '../seen.ts';
import { placeOf } from '../settings/settings-file.ts';

type Claim = 'alg' | 'iss' | 'aud';

const settings: Readonly<Record<Claim, RegExp>> = {
  alg: /(?:jwt|token|auth)\w*_alg(?:orithm)?s?$/iu,
  iss: /(?:jwt|token|auth)\w*_(?:issuer|iss)$/iu,
  aud: /(?:jwt|token|auth)\w*_(?:audience|aud)s?$/iu,
};
const names: Readonly<Record<Claim, string>> = { alg: 'algorithm', iss: 'issuer', aud: 'audience' };
const facts: Readonly<Record<Claim, string>> = {
  alg: 'audit.token-algorithm',
  iss: 'audit.token-claims',
  aud: 'audit.token-claims',
};

/** Tokens that are signed here say what those say that the services issue; and both say what the settings files ask for. */
export const tokenClaims: Check = {
  name: 'token-claims',
  section: 'tokens',
  judge: (evidence) => {
    const decoded = evidence.tokens.filter(({ isJwt }) => isJwt);
    const signed = decoded.filter(({ kind }) => kind === 'jwt');
    const issued = decoded.filter(({ kind }) => kind !== 'jwt');
    return [
      ...signed.flatMap((token) => issued.flatMap((other) => compareTokens(token, other))),
      ...decoded.flatMap((token) =>
        (['alg', 'iss', 'aud'] as const).flatMap((claim) => compareSettings(token, claim, evidence)),
      ),
    ];
  },
};

function compareTokens(token: TokenFacts, other: TokenFacts): readonly Judged[] {
  return (['alg', 'iss', 'aud'] as const).map((claim) => {
    const base = { id: `tokens/${token.credential}/${claim} of ${other.credential}`, weight: claim === 'alg' ? 5 : 4 };
    const [own = 'none', theirs = 'none'] = [token[claim], other[claim]];
    const isSame = own === theirs;
    const says = `The ${names[claim]} of ${token.credential} is ${own}, that of ${other.credential} ${theirs}`;
    const seen: readonly Seen[] = [
      { source: 'probe', fact: facts[claim], value: isSame, at: other.at, says, subject: token.credential },
    ];
    if (isSame) return { ...base, result: 'passed', says, seen };
    return {
      ...base,
      result: 'failed',
      says,
      remedy: `Set ${claim === 'alg' ? 'jwt.alg' : `jwt.claims.${claim}`} of ${token.credential} to what the service issues`,
      seen,
    };
  });
}

/** What stands in a file is compared, never shown. */
function compareSettings(token: TokenFacts, claim: Claim, evidence: Evidence): readonly Judged[] {
  const set = entriesOf(evidence).filter(({ entry }) => settings[claim].test(entry.name) && entry.value !== '');
  if (set.length === 0) return [];
  const wanted = (token[claim] ?? '').split(' ');
  const agrees = ({ entry }: Placed): boolean =>
    entry.value.split(/[\s,;"'[\]]+/u).some((word) => word !== '' && wanted.includes(word));
  const wrong = set.filter((placed) => !agrees(placed));
  const base = { id: `tokens/${token.credential}/${claim} in files`, weight: 4 };
  const shown = token[claim] ?? 'none';
  const says =
    wrong.length === 0
      ? `The ${names[claim]} of ${token.credential}, ${shown}, is that of ${placesIn(set)}`
      : `The ${names[claim]} of ${token.credential} is ${shown}, another than in ${placesIn(wrong)}`;
  const compared: Seen = {
    source: 'audit',
    fact: facts[claim],
    value: wrong.length === 0,
    at: token.at,
    says,
    subject: token.credential,
  };
  const seen = [compared, ...set.slice(0, 4).map((placed) => seenInFile(placed, evidence))];
  return [
    wrong.length === 0
      ? { ...base, result: 'passed', says, seen }
      : {
          ...base,
          result: 'failed',
          says,
          remedy: `Use one in the files and ${token.kind === 'jwt' ? 'the credential' : 'where tokens are issued'}`,
          seen,
        },
  ];
}

function placesIn(placed: readonly Placed[]): string {
  return listed(
    placed.map(({ file, entry }) => `${entry.name} (${placeOf(file, entry)})`),
    3,
  );
}
