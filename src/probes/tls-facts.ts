import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

import type { TlsFacts } from '#domain/probe.ts';

const longestChain = 10;
const mostNames = 100;
const dayMs = 86_400_000;

/** What a finished handshake shows. To be asked once for a socket: Node takes the first certificate off the chain that it hands out. */
export function readTlsFacts(socket: TLSSocket, distrust: string | undefined): TlsFacts {
  const sent = chainOf(socket.getPeerX509Certificate());
  const [leaf] = sent;
  const alpn = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined;
  return {
    version: socket.getProtocol() ?? undefined,
    alpn,
    cipher: socket.getCipher().name,
    names: leaf === undefined ? [] : namesOf(leaf),
    chain: sent.map((each) => ({
      subject: onOneLine(each.subject),
      issuer: onOneLine(each.issuer),
      validTo: each.validToDate.toISOString(),
    })),
    validFrom: leaf?.validFromDate.toISOString(),
    validTo: leaf?.validToDate.toISOString(),
    daysLeft: leaf === undefined ? undefined : Math.floor((leaf.validToDate.getTime() - Date.now()) / dayMs),
    isTrusted: distrust === undefined,
    distrust,
  };
}

function chainOf(leaf: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let each = leaf; each !== undefined && chain.length < longestChain; each = each.issuerCertificate) {
    if (chain.some((earlier) => earlier.fingerprint256 === each?.fingerprint256)) break;
    chain.push(each);
  }
  return chain;
}

/** Of the alternative names, or else the common name. */
function namesOf(leaf: X509Certificate): readonly string[] {
  const listed = leaf.subjectAltName
    ?.split(', ')
    .flatMap((each) => /^(?:DNS|IP Address):(.+)$/su.exec(each)?.[1] ?? []);
  if (listed !== undefined && listed.length > 0) return listed.slice(0, mostNames);
  const common = /^CN=(.+)$/mu.exec(leaf.subject)?.[1];
  return common === undefined ? [] : [common];
}

function onOneLine(distinguishedName: string): string {
  return distinguishedName.replaceAll('\n', ', ').slice(0, 200);
}
