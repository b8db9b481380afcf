import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import path from 'node:path';

import { waitFor } from '#testing/wait-for.ts';

import { freePort } from './child.ts';

const program = '/usr/bin/prometheus-blackbox-exporter';
/** `getconf CLK_TCK` of every Linux that there is. */
const ticksPerSecond = 100;

/** Debian's blackbox exporter, with one module that asks of a target what ours is asked. */
export interface Exporter {
  /** Resolves with `processing`, from the request to the first byte, in milliseconds; undefined when the probe failed. */
  probe(target: string): Promise<number | undefined>;
  /** Seconds of processor time since its start. */
  cpuSeconds(): Promise<number>;
  readonly child: ChildProcess;
}

/** Undefined, and said loudly, where it is not installed. */
export async function startExporter(folder: string, ca: string): Promise<Exporter | undefined> {
  if (!existsSync(program)) {
    console.log(`SKIPPED the comparison with the blackbox exporter: ${program} is not installed`);
    return undefined;
  }
  const file = path.join(folder, 'blackbox.yml');
  await writeFile(file, configuration(ca));
  const port = await freePort();
  const words = [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'];
  const child = spawn(program, words, { stdio: 'ignore' });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ask = (target: string): Promise<string> =>
    fetchText(`http://127.0.0.1:${port}${target}`, agent).catch(() => '');
  await waitFor('the exporter to listen', async () => ((await ask('/-/healthy')) === '' ? undefined : true));
  return {
    child,
    async probe(target) {
      const metrics = await ask(`/probe?module=http_2xx&target=${encodeURIComponent(target)}`);
      const seconds = /phase="processing"\} (\S+)/u.exec(metrics)?.[1];
      return /^probe_success 1$/mu.test(metrics) && seconds !== undefined ? Number(seconds) * 1_000 : undefined;
    },
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
  };
}

function configuration(ca: string): string {
  const http = {
    method: 'GET',
    preferred_ip_protocol: 'ip4',
    follow_redirects: false,
    fail_if_body_not_matches_regexp: ['ok'],
    tls_config: { ca_file: ca },
  };
  return JSON.stringify({ modules: { http_2xx: { prober: 'http', timeout: '10s', http } } });
}

/** User and system time of a process, from the kernel. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function fetchText(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
