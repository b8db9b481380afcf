import { constants, open } from 'node:fs/promises';
import tls from 'node:tls';

import type { Environment } from '#domain/configuration.ts';
import type { ProbeProblem } from '#domain/probe.ts';
import type { Variables } from '#domain/setting.ts';

export type Authorities = { readonly ca: string | undefined } | { readonly problem: ProbeProblem };

/** Reads the certificate authorities that Node does not have already; looks at each file every ten seconds at most. */
export interface AuthorityFiles {
  /** `tls.ca` of the environment, whose problem is told, and SSL_CERT_FILE and NODE_EXTRA_CA_CERTS, which may be wrong silently. */
  read(environment: Environment, variables: Variables): Promise<Authorities>;
}

interface FileRead {
  readonly certificates: readonly string[];
  readonly problem?: ProbeProblem | undefined;
}

const freshMs = 10_000;
const mostFiles = 32;
const mostBytes = 4 * 1024 * 1024;
const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/gu;

export function createAuthorityFiles(nowMs: () => number = () => performance.now()): AuthorityFiles {
  const known = new Map<string, { readonly read: Promise<FileRead>; readonly readMs: number }>();

  function readFile(file: string): Promise<FileRead> {
    const before = known.get(file);
    if (before !== undefined && nowMs() - before.readMs < freshMs) return before.read;
    if (known.size >= mostFiles) known.clear();
    const read = readCertificates(file);
    known.set(file, { read, readMs: nowMs() });
    return read;
  }

  return {
    async read({ tlsCa }, variables) {
      const named = tlsCa === undefined ? [] : [await readFile(tlsCa)];
      const problem = named[0]?.problem;
      if (problem !== undefined) return { problem };
      const others = [variables['SSL_CERT_FILE'], variables['NODE_EXTRA_CA_CERTS']].flatMap((file) => file || []);
      const reads = [...named, ...(await Promise.all(others.map(readFile)))];
      const certificates = new Set(reads.flatMap((read) => read.certificates));
      return { ca: certificates.size === 0 ? undefined : [...certificates].join('\n') };
    },
  };
}

async function readCertificates(file: string): Promise<FileRead> {
  const text = await readBounded(file);
  if (typeof text !== 'string') return { certificates: [], problem: text };
  const found = text.match(certificate) ?? [];
  if (found.length === 0) return { certificates: [], problem: badFile(file, 'holds no certificate') };
  const nodes = nodesOwn();
  return { certificates: found.filter((each) => !nodes.has(packed(each))) };
}

/** Those that Node trusts anyway: a bundle of the system has mostly the same, and all of it would be parsed again. */
function nodesOwn(): ReadonlySet<string> {
  return new Set(tls.getCACertificates('default').map(packed));
}

/** Without the line ends, which differ. */
function packed(pem: string): string {
  return pem.replaceAll(/\s/gu, '');
}

async function readBounded(file: string): Promise<string | ProbeProblem> {
  try {
    // Without waiting: nobody may ever write into a pipe.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) return badFile(file, 'is no file');
    if (stat.size > mostBytes) return badFile(file, `has ${stat.size} bytes, more than ${mostBytes}`);
    const buffer = Buffer.alloc(stat.size);
    const { bytesRead } = await handle.read(buffer, 0, stat.size, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason';
    return badFile(file, `cannot be read: ${code}`);
  }
}

function badFile(file: string, what: string): ProbeProblem {
  return { code: 'BAD_CA', message: `The file of certificate authorities (tls.ca) ${file} ${what}` };
}
