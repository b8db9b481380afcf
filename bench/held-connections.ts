import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeCertificate, measureIn, startEcho } from './echo-process.ts';
import { type Figure, median } from './figure.ts';

const rounds = 3;
const plainCount = 2_000;
const tlsCount = 600;

/** What one held WebSocket takes of the memory of the process that holds it, plain and with TLS. */
export async function benchHeldConnections(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-held-'));
  try {
    const files = await makeCertificate(folder);
    const plain = await holdMany({ files: [], scheme: 'ws', count: plainCount });
    const tls = await holdMany({ files, scheme: 'wss', count: tlsCount });
    return [
      {
        name: 'memory of a held connection, plain',
        value: median(plain),
        limit: 12,
        unit: 'KB',
        detail: say(plain, plainCount),
      },
      {
        name: 'memory of a held connection, TLS',
        value: median(tls),
        limit: 70,
        unit: 'KB',
        detail: say(tls, tlsCount),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Held {
  readonly files: readonly string[];
  readonly scheme: 'ws' | 'wss';
  readonly count: number;
}

async function holdMany({ files, scheme, count }: Held): Promise<readonly number[]> {
  const echo = await startEcho(files);
  const kilobytes: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const url = `${scheme}://127.0.0.1:${echo.port}/`;
      const { open, bytesEach } = await measureIn([
        '--expose-gc',
        'bench/held-client.ts',
        url,
        String(count),
        ...files.slice(1),
      ]);
      if (open !== count || bytesEach === undefined) throw new Error(`Only ${open} of ${count} stood`);
      kilobytes.push(bytesEach / 1_024);
    }
  } finally {
    await echo.close();
  }
  return kilobytes;
}

function say(kilobytes: readonly number[], count: number): string {
  const each = kilobytes.map((value) => value.toFixed(1)).join(', ');
  return `resident, ${count} at once after one message each, ${rounds} rounds: ${each} KB`;
}
