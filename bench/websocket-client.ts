/** `node bench/websocket-client.ts ours|bare URL COUNT`: connects, sends, receives, closes, again and again; prints the CPU time. */
import { WebSocket } from 'ws';

import { defaultLimits, type WebSocketProbe } from '#probes/probe.ts';
import { probeWebSocket } from '#probes/websocket-probe.ts';

const [who = '', url = '', count = '0'] = process.argv.slice(2);
const atOnce = 20;
const warmUp = 300;
const text = '{"type":"echo","text":"ping"}';

const probe: WebSocketProbe = {
  kind: 'websocket',
  id: 'bench',
  endpoint: 'bench',
  location: 'here',
  reach: { url, limits: defaultLimits },
  headers: {},
  changed: {},
  isAdHoc: false,
  subprotocols: [],
  token: 'none',
  welcome: 'connected',
  send: text,
  expect: ['echo'],
  typeAt: '/type',
  withinMs: 5_000,
  holdWith: 'nothing',
  sizes: [],
};

async function ours(): Promise<void> {
  const { standing, problem } = await probeWebSocket(probe, new AbortController().signal);
  if (standing !== 'up') throw new Error(problem?.message);
}

function bare(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('error', reject);
    socket.on('message', (message: Buffer) => {
      if (message.toString('utf8').includes('connected')) socket.send(text);
      else socket.close(1000);
    });
    socket.once('close', () => resolve());
  });
}

async function repeat(times: number): Promise<void> {
  let left = times;
  const one = who === 'ours' ? ours : bare;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

await repeat(warmUp);
const before = process.cpuUsage();
await repeat(Number(count));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuMsEach: (user + system) / 1_000 / Number(count) }));
