import { looksSecret } from '#config/secrets.ts';

/** `AUTH_SERVICE_URL`, `TOKEN_TTL`: they speak of a secret and hold none. */
const ofASecret =
  /(?:url|uri|host|port|path|file|dir|name|_id|ttl|expir\w*|age|algorithm|alg|issuer|audience|aud|iss|enabled|disabled|timeout|seconds|minutes|hours|days|ms|domain|type|mode|version|size|length|rounds|limit|prefix|header|scheme|region|provider|samesite|secure|httponly)$/iu;
const shortest = 16;
const leastBits = 44;

/** Whether what stands under this name is to be kept to those who need it. */
export function isSecretName(name: string): boolean {
  const last = name.split('.').at(-1) ?? name;
  return looksSecret.test(last) && !ofASecret.test(last);
}

/** Why a secret is too easily guessed; undefined where it is not. Never says more of it than that. */
export function weaknessOf(secret: string): string | undefined {
  const text = secret.trim();
  if (text.includes('-----BEGIN ')) return undefined;
  if (text.length < shortest) return `shorter than ${shortest} characters`;
  if (isRow(text)) return 'a row such as 123456 or abcdef';
  return bitsOf(text) < leastBits ? 'of so few different characters that it can be guessed' : undefined;
}

/** Shannon's entropy of its characters times their number: an upper bound for what a guesser has to try. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}

function isRow(text: string): boolean {
  const steps = Array.from(
    { length: text.length - 1 },
    (_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index),
  );
  return steps.filter((step) => step === 1 || step === -9 || step === -25).length >= steps.length * 0.8;
}
