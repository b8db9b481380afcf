import type { TlsFacts } from '#domain/probe.ts';

/** One line of a handshake that was trusted: `TLSv1.3, h2, example.com, 61 days left`. */
export function sayTls(facts: TlsFacts, host: string): string {
  const alpn = facts.alpn === undefined || facts.alpn === 'http/1.1' ? [] : [facts.alpn];
  const days = facts.daysLeft === undefined ? [] : [`${facts.daysLeft} days left`];
  return [facts.version ?? 'TLS', ...alpn, host, ...days].join(', ');
}

/** Why a certificate is refused, with the value that it was refused for. */
export function sayDistrust(facts: TlsFacts, host: string): string {
  const [leaf] = facts.chain;
  const distrust = facts.distrust ?? 'UNTRUSTED';
  switch (distrust) {
    case 'CERT_HAS_EXPIRED':
      return `certificate expired at ${expiredAt(facts)}`;
    case 'CERT_NOT_YET_VALID':
      return `certificate not valid before ${facts.validFrom}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `certificate is for ${facts.names.slice(0, 5).join(', ') || 'no name'}, not for ${host}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `self-signed certificate: ${leaf?.subject}`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `chain ends at an authority that is not trusted here: ${facts.chain.at(-1)?.subject}`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `issuer neither sent nor known: ${facts.chain.at(-1)?.issuer} (${facts.chain.length} sent)`;
    default:
      return `certificate not trusted: ${distrust}`;
  }
}

type UntrustedPart = 'self-signed' | 'authority-unknown' | 'issuer-missing';

const untrustedParts: ReadonlyMap<string | undefined, UntrustedPart> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'authority-unknown'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'issuer-missing'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'issuer-missing'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'issuer-missing'],
]);

/** Which part of the chain nobody here can vouch for; undefined where it is not refused for that. */
export function untrustedPart({ distrust }: TlsFacts): UntrustedPart | undefined {
  return untrustedParts.get(distrust);
}

/** Also one in the chain can be the expired one. */
function expiredAt(facts: TlsFacts): string {
  const now = new Date().toISOString();
  const expired = facts.chain.find((each) => each.validTo < now) ?? facts.chain[0];
  return expired === facts.chain[0] ? `${facts.validTo}` : `${expired?.validTo}: ${expired?.subject}`;
}
