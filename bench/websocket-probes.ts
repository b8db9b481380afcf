import { measureIn, startEcho } from './echo-process.ts';
import { type Figure, median } from './figure.ts';

const pairs = 5;
const count = 1_500;

/** CPU time of a fresh WebSocket probe (with its ping) against a bare `ws` client that connects, sends, receives and closes. */
export async function benchWebSocketProbes(): Promise<readonly Figure[]> {
  const echo = await startEcho();
  const [bare, ours]: [number[], number[]] = [[], []];
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const who of pair % 2 === 0 ? ['bare', 'ours'] : ['ours', 'bare']) {
        const words = ['bench/websocket-client.ts', who, `ws://127.0.0.1:${echo.port}/`, String(count)];
        const { cpuMsEach = Number.NaN } = await measureIn(words);
        (who === 'ours' ? ours : bare).push(cpuMsEach);
      }
    }
  } finally {
    await echo.close();
  }
  const value = median(ours) / median(bare);
  const detail = `median of ${pairs} pairs of ${count}, 20 at once: ${median(ours).toFixed(3)} ms against ${median(bare).toFixed(3)} ms`;
  // At least 0.85 times as many in a second of CPU.
  return [{ name: 'CPU of a WebSocket probe, against a bare ws client', value, limit: 1 / 0.85, unit: '×', detail }];
}
