import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of PEM files. */
export interface KeyPair {
  readonly key: string;
  /** With the intermediate behind it where there is one. */
  readonly certificate: string;
}

/** For `localhost` and 127.0.0.1 unless the name says otherwise, below an intermediate below `ca`. */
export interface Certificates {
  readonly folder: string;
  /** The only authority that makes them trusted. */
  readonly ca: { readonly path: string; readonly pem: string };
  /** 60 days. */
  readonly valid: KeyPair;
  readonly expired: KeyPair;
  /** For `elsewhere.example` alone. */
  readonly wrongName: KeyPair;
  readonly selfSigned: KeyPair;
  /** The valid one without the intermediate. */
  readonly withoutIntermediate: KeyPair;
  remove(): void;
}

/** Makes them in a temporary folder with `openssl`, in about 150 ms. To be removed after the tests. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'teneleven-certificates-'));
  const root = selfSign(folder, 'root', [
    '-subj',
    '/CN=Teneleven test root',
    '-addext',
    'keyUsage=keyCertSign,cRLSign',
  ]);
  const intermediate = sign(folder, 'intermediate', { issuer: root, extensions: 'basicConstraints=CA:TRUE', days: 90 });
  const issue = (name: string, names: string, days: number): KeyPair => {
    const leaf = sign(folder, name, { issuer: intermediate, extensions: `subjectAltName=${names}`, days });
    return {
      key: leaf.key,
      certificate: bundle(folder, `${name}-chain`, [leaf.certificate, intermediate.certificate]),
    };
  };
  const valid = issue('localhost', local, 60);
  return {
    folder,
    ca: { path: root.certificate, pem: readFileSync(root.certificate, 'utf8') },
    valid,
    expired: issue('expired', local, -1),
    wrongName: issue('elsewhere.example', 'DNS:elsewhere.example', 60),
    selfSigned: selfSign(folder, 'self-signed', ['-subj', '/CN=localhost', '-addext', `subjectAltName=${local}`]),
    withoutIntermediate: { key: valid.key, certificate: join(folder, 'localhost.pem') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const local = 'DNS:localhost,IP:127.0.0.1,IP:::1';

function selfSign(folder: string, name: string, words: readonly string[]): KeyPair {
  const pair = { key: makeKey(folder, name), certificate: join(folder, `${name}.pem`) };
  openssl(['req', '-x509', '-new', '-key', pair.key, '-days', '90', '-out', pair.certificate, ...words]);
  return pair;
}

function sign(
  folder: string,
  name: string,
  by: { readonly issuer: KeyPair; readonly extensions: string; readonly days: number },
): KeyPair {
  const key = makeKey(folder, name);
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  const certificate = join(folder, `${name}.pem`);
  writeFileSync(extensions, by.extensions);
  openssl(['req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', request]);
  const issuer = ['-CA', by.issuer.certificate, '-CAkey', by.issuer.key, '-CAcreateserial'];
  openssl([
    'x509',
    '-req',
    '-in',
    request,
    ...issuer,
    '-days',
    String(by.days),
    '-extfile',
    extensions,
    '-out',
    certificate,
  ]);
  return { key, certificate };
}

function makeKey(folder: string, name: string): string {
  const key = join(folder, `${name}.key`);
  openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key]);
  return key;
}

function bundle(folder: string, name: string, parts: readonly string[]): string {
  const path = join(folder, `${name}.pem`);
  writeFileSync(path, parts.map((part) => readFileSync(part, 'utf8')).join(''));
  return path;
}

function openssl(words: readonly string[]): void {
  execFileSync('/usr/bin/openssl', words, { stdio: 'pipe' });
}
