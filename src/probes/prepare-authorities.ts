import { constants, open } from 'node:fs/promises';
import tls from 'node:tls';

import type { Environment } from '#domain/configuration.ts';
import type { ProbeProblem } from '#domain/probe.ts';
import type { Variables } from '#domain/setting.ts';

const mostBytes = 4 * 1024 * 1024;
const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/gu;

export type Authorities = { readonly ca: string | undefined } | { readonly problem: ProbeProblem };

/** Reads the certificate authorities that Node does not have already; each file once, until it changes. */
export interface AuthorityFiles {
  /** `tls.ca` of the environment, whose problem is told, and SSL_CERT_FILE and NODE_EXTRA_CA_CERTS, which may be wrong silently. */
  read(environment: Environment, variables: Variables): Promise<Authorities>;
}

export function createAuthorityFiles(): AuthorityFiles {
  const known = new Map<string, FileRead>();

  async function readFile(file: string): Promise<FileRead> {
    const before = known.get(file);
    if (before !== undefined && Date.now() - before.readAtMs < freshMs) return before;
    const now = { ...(await readCertificates(file)), readAtMs: Date.now() };
    if (known.size >= mostFiles) known.clear();
    known.set(file, now);
    return now;
  }

  return {
    async read({ tlsCa }, variables) {
      const silent = [variables['SSL_CERT_FILE'], variables['NODE_EXTRA_CA_CERTS']].filter(
        (file) => file !== undefined,
      );
      const named = tlsCa === undefined ? undefined : await readFile(tlsCa);
      if (named?.problem !== undefined) return { problem: named.problem };
      const others = await Promise.all(silent.filter((file) => file !== '').map(readFile));
      const certificates = new Set([named, ...others].flatMap((read) => read?.certificates ?? []));
      return { ca: certificates.size === 0 ? undefined : [...certificates].join('\n') };
    },
  };
}

const freshMs = 10_000;
const mostFiles = 32;

interface FileRead {
  readonly certificates: readonly string[];
  readonly problem?: ProbeProblem | undefined;
  readonly readAtMs: number;
}

async function readCertificates(file: string): Promise<Omit<FileRead, 'readAtMs'>> {
  const text = await readBounded(file);
  if (typeof text !== 'string') return { certificates: [], problem: text };
  const found = text.match(certificate) ?? [];
  if (found.length === 0)
    return { certificates: [], problem: { code: 'BAD_CA', message: `${file} holds no certificate` } };
  const nodes = new Set(tls.getCACertificates('default').map(packed));
  return { certificates: found.filter((each) => !nodes.has(packed(each))) };
}

async function readBounded(file: string): Promise<string | ProbeProblem> {
  try {
    // Without waiting: nobody may ever write into a pipe.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    const { size } = stat;
    if (!stat.isFile()) return { code: 'BAD_CA', message: `${file} is no file` };
    if (size > mostBytes) return { code: 'BAD_CA', message: `${file} has ${size} bytes, more than ${mostBytes}` };
    const buffer = Buffer.alloc(size);
    const { bytesRead } = await handle.read(buffer, 0, size, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { code: 'BAD_CA', message: `${file} (tls.ca) cannot be read: ${code}` };
  }
}

/** Without the line ends, which differ. */
function packed(pem: string): string {
  return pem.replaceAll(/\s/gu, '');
}
