import type { X509Certificate } from 'node:crypto';
import net from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { TlsFacts } from '#domain/probe.ts';

import { certificateFactsOf } from './certificate-facts.ts';
import type { CertificateFacts } from './certificate-facts.ts';

const longestChain = 10;
const dayMs = 86_400_000;
const wrongName = 'ERR_TLS_CERT_ALTNAME_INVALID';

/**
 * What a finished handshake shows; `distrust` is OpenSSL's verdict on the chain, the name is checked here. To be asked once
 * for a socket: Node takes the first certificate off the chain that it hands out.
 */
export function readTlsFacts(socket: TLSSocket, host: string, distrust: string | undefined): TlsFacts {
  const certificate = socket.getPeerX509Certificate();
  const chain = chainOf(certificate);
  const verdict = distrust ?? (certificate !== undefined && isFor(certificate, host) ? undefined : wrongName);
  return {
    version: socket.getProtocol() ?? undefined,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined,
    cipher: socket.getCipher().name,
    names: chain[0]?.names ?? [],
    chain: chain.map(({ subject, issuer, validTo }) => ({ subject, issuer, validTo })),
    validFrom: chain[0]?.validFrom,
    validTo: chain[0]?.validTo,
    daysLeft: chain[0] === undefined ? undefined : Math.floor((chain[0].validToMs - Date.now()) / dayMs),
    isTrusted: verdict === undefined,
    distrust: verdict,
  };
}

/** As sent, not as completed from the authorities known here: a missing intermediate has to show. */
function chainOf(leaf: X509Certificate | undefined): readonly CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  for (let each = leaf; each !== undefined && chain.length < longestChain; each = each.issuerCertificate) {
    const facts = certificateFactsOf(each);
    if (chain.some((earlier) => earlier.fingerprint === facts.fingerprint)) break;
    chain.push(facts);
  }
  return chain;
}

function isFor(certificate: X509Certificate, host: string): boolean {
  if (net.isIP(host) !== 0) return certificate.checkIP(host) !== undefined;
  return certificate.checkHost(host, { partialWildcards: false }) !== undefined;
}
