import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { waitFor } from './wait-for.ts';

/** A server that cannot choose its ports by itself. */
export interface ServerProgram {
  readonly command: readonly [program: string, ...words: string[]];
  readonly configuration: string;
}

/** How many free ones, or these. */
export type PortWish = number | readonly number[];

/** `write` gets the ports and an own folder; the configuration lies in it as `server.conf`. */
export interface ServerWish {
  readonly ports: PortWish;
  write(ports: readonly number[], folder: string): ServerProgram;
}

export interface RunningServer {
  readonly ports: readonly number[];
  readonly folder: string;
  /** Kills it at once, before the end of the test. */
  stop(): Promise<void>;
}

const mostAttempts = 4;

/** Starts it on free ports and resolves when the first of them answers; ends with the test. */
export async function startServerProgram(t: Pick<TestContext, 'after'>, wish: ServerWish): Promise<RunningServer> {
  let said = '';
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'teneleven-server-'));
    const ports = typeof wish.ports === 'number' ? await freePorts(wish.ports) : wish.ports;
    const { command, configuration } = wish.write(ports, folder);
    await writeFile(join(folder, 'server.conf'), configuration);
    const [program, ...words] = command;
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => output.push(piece.toString()));
    const stop = async (): Promise<void> => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    };
    if (await isAnswering(child, ports[0] ?? 0)) {
      t.after(stop);
      return { ports, folder, stop };
    }
    said = output.join('');
    await stop();
  }
  throw new Error(`The server did not start: ${said.slice(-2_000)}`);
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function isAnswering(child: ChildProcess, port: number): Promise<boolean> {
  return waitFor('the server', async () => {
    if (child.exitCode !== null) return false;
    return (await accepts(port)) ? true : undefined;
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
