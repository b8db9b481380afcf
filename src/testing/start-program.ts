import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

import { waitFor } from './wait-for.ts';

interface Program {
  /** May name `FOLDER`, which becomes that of the program. */
  readonly argv: readonly string[];
  /** Name in the folder → content, in which `FOLDER` and `PORT` are replaced. */
  readonly files: Readonly<Record<string, string>>;
}

/** Starts a server of this machine on a free port, in a folder of its own, and ends it with the test. Resolves to its port. */
export async function startProgram(t: TestContext, { argv, files }: Program): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-program-'));
  const port = await freePort();
  const fill = (text: string): string => text.replaceAll('FOLDER', folder).replaceAll('PORT', String(port));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), fill(content));
  const [program = '', ...words] = argv.map(fill);
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4_000);
  });
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await Promise.race([exited, once(AbortSignal.timeout(3_000), 'abort').then(() => child.kill('SIGKILL'))]);
    await rm(folder, { recursive: true, force: true });
  });
  await waitFor(`${program} to listen: ${said}`, async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`);
    return (await isListening(port)) ? true : undefined;
  });
  return port;
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
