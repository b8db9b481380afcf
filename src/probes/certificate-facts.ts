import type { X509Certificate } from 'node:crypto';

import { cutShort } from './cut-short.ts';

/** What is shown of one certificate. */
export interface CertificateFacts {
  readonly fingerprint: string;
  /** On one line: `O=Example, CN=example.com`. */
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly validToMs: number;
}

const mostNames = 100;
const mostKept = 500;
const kept = new Map<string, CertificateFacts>();

/** Kept by fingerprint: a server sends the same ones each time, and reading one costs as much as a TCP connection. */
export function certificateFactsOf(certificate: X509Certificate): CertificateFacts {
  const fingerprint = certificate.fingerprint256;
  const known = kept.get(fingerprint);
  if (known !== undefined) return known;
  const facts: CertificateFacts = {
    fingerprint,
    subject: onOneLine(certificate.subject),
    issuer: onOneLine(certificate.issuer),
    names: namesOf(certificate),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    validToMs: certificate.validToDate.getTime(),
  };
  if (kept.size >= mostKept) kept.clear();
  kept.set(fingerprint, facts);
  return facts;
}

/** The alternative names, or else the common name. */
function namesOf({ subject, subjectAltName }: X509Certificate): readonly string[] {
  const listed = subjectAltName?.split(', ').flatMap((each) => /^(?:DNS|IP Address):(.+)$/su.exec(each)?.[1] ?? []);
  if (listed !== undefined && listed.length > 0) return listed.slice(0, mostNames);
  const common = /^CN=(.+)$/mu.exec(subject)?.[1];
  return common === undefined ? [] : [common];
}

function onOneLine(distinguishedName: string): string {
  return cutShort(distinguishedName.replaceAll('\n', ', '), 200);
}
