import { type ChildProcess, spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface EchoProcess {
  readonly port: number;
  close(): Promise<void>;
}

/** The echo server in a process of its own, so that its time and memory are not counted. */
export async function startEcho(files: readonly string[] = []): Promise<EchoProcess> {
  const child: ChildProcess = spawn(process.execPath, ['bench/echo-server.ts', ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout ?? child, 'data');
  return {
    port: Number(String(line)),
    close: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}

/** What a client program prints at its end, as JSON. */
export async function measureIn(words: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await run(process.execPath, words, { maxBuffer: 65_536, timeout: 120_000 });
  const printed: unknown = JSON.parse(stdout);
  if (typeof printed !== 'object' || printed === null) throw new Error(`Not an object: ${stdout}`);
  return Object.fromEntries(Object.entries(printed).map(([name, value]) => [name, Number(value)]));
}

/** A key and a certificate for 127.0.0.1, in the folder; the certificate is its own authority. */
export async function makeCertificate(folder: string): Promise<readonly [key: string, certificate: string]> {
  const [key, certificate] = [`${folder}/key.pem`, `${folder}/certificate.pem`];
  const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate]);
  return [key, certificate];
}
