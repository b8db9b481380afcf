import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { ProbeResult } from '#domain/probe.ts';
import { createRedactor } from '#domain/redact.ts';
import { defaultLimits, type HttpProbe } from '#probes/probe.ts';
import type { Prober } from '#probes/prober.ts';
import { startProber } from '#probes/start-prober.ts';

import { endChild, firstLine, startProgram } from './child.ts';
import { type Exporter, startExporter } from './exporter.ts';

/** Targets in processes of their own, a prober, and the exporter where there is one. */
export interface ProbeScene {
  readonly http: string;
  readonly https: string;
  /** PEM of the authority of the target's certificate. */
  readonly ca: string;
  readonly prober: Prober;
  readonly exporter: Exporter | undefined;
}

export async function withProbeScene<T>(measure: (scene: ProbeScene) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
  const children: ChildProcess[] = [];
  const redactor = createRedactor(['bench-signing-secret', 'bench-client-secret']);
  const prober = startProber({
    redactor: () => redactor,
    onBug: (bug) => console.error(bug),
  });
  const serve = async (scheme: string, words: readonly string[]): Promise<string> => {
    const child = startProgram({ program: 'bench/delayed-server.ts', words });
    children.push(child);
    return `${scheme}://127.0.0.1:${await firstLine(child)}`;
  };
  try {
    const { key, certificate, authority } = await makeCertificate(folder);
    const exporter = await startExporter(folder, authority);
    if (exporter !== undefined) children.push(exporter.child);
    return await measure({
      http: await serve('http', []),
      https: await serve('https', [key, certificate]),
      ca: await readFile(authority, 'utf8'),
      prober,
      exporter,
    });
  } finally {
    await prober.close();
    await Promise.all(children.map(endChild));
    await rm(folder, { recursive: true, force: true });
  }
}

/** What one endpoint of a configuration becomes. */
export function makeProbe(url: string, number: number, ca?: string): HttpProbe {
  return {
    kind: 'http',
    id: `bench@2026-11-22T16:40Z.${number}`,
    environment: 'staging',
    endpoint: `service-${number}`,
    location: 'here',
    reach: { url, ca, limits: defaultLimits },
    headers: {},
    changed: {},
    isAdHoc: false,
    method: 'GET',
    version: 'h1',
    expect: { contains: 'ok' },
  };
}

/** The first byte of a result less what the server says that it waited. */
export function errorOf({ http, problem }: ProbeResult): number {
  const delayedMs = Number(http?.headers['x-delayed-ms']);
  if (http?.firstByteMs === undefined || Number.isNaN(delayedMs))
    throw new Error(`A probe failed: ${problem?.code} ${problem?.message}`);
  return http.firstByteMs - delayedMs;
}

const run = promisify(execFile);
const openssl = (...words: readonly string[]) => run('openssl', [...words]);

async function makeCertificate(folder: string) {
  const file = (name: string): string => path.join(folder, name);
  const [authority, key, certificate] = [file('ca.pem'), file('key.pem'), file('cert.pem')];
  const rsa = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...rsa,
    '-days',
    '30',
    '-subj',
    '/CN=Bench CA',
    '-keyout',
    file('ca.key'),
    '-out',
    authority,
  );
  await openssl('req', ...rsa, '-subj', '/CN=localhost', '-keyout', key, '-out', file('cert.csr'));
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const signed = ['-CA', authority, '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file('names')];
  await openssl('x509', '-req', '-days', '30', '-in', file('cert.csr'), ...signed, '-out', certificate);
  return { key, certificate, authority };
}
