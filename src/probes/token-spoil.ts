/** A token of the same shape that nobody signed: the signature of a JWT changed, every letter and digit of another. */
export function spoilToken(token: string): string {
  const signature = /^[\w-]+\.[\w-]+\.([\w-]+)$/u.exec(token)?.[1];
  if (signature === undefined) return token.replaceAll(/[A-Za-z0-9]/gu, nextOfItsKind);
  return token.slice(0, -signature.length) + spoilSignature(signature);
}

/** In the middle: the last character of base64 has bits that mean nothing. */
function spoilSignature(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x55);
  return Buffer.from(bytes).toString('base64url');
}

function nextOfItsKind(letter: string): string {
  if (letter === '9') return '0';
  if (letter === 'z') return 'a';
  if (letter === 'Z') return 'A';
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 1);
}
