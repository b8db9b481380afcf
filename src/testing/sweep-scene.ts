import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { WebSocketServer } from 'ws';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Configuration } from '#domain/configuration.ts';
import { createRedactor } from '#domain/redact.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import { startProber } from '#probes/start-prober.ts';
import { createTokens } from '#probes/tokens.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { WatchStore } from '#state/watch.ts';
import type { Ticks } from '#sweeps/cron-ticker.ts';
import { startSweeper } from '#sweeps/start-sweeper.ts';

import { createMemoryDesk } from './memory-desk.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { waitFor } from './wait-for.ts';

const minuteMs = 60_000;

/** `idle` resolves when no probe is under way, and what follows from those that ended has happened. */
function countUnderWay(prober: Prober): { readonly prober: Prober; readonly idle: () => Promise<void> } {
  let underWay = 0;
  return {
    prober: {
      probe: (probe, signal) => {
        underWay += 1;
        return prober.probe(probe, signal).finally(() => (underWay -= 1));
      },
      async *sweep(probes, pace, signal) {
        underWay += 1;
        try {
          yield* prober.sweep(probes, pace, signal);
        } finally {
          underWay -= 1;
        }
      },
      close: () => prober.close(),
    },
    async idle() {
      for (let turns = 0; turns < 3; turns += 1) {
        if (underWay > 0) await waitFor('probes to end', () => (underWay === 0 ? true : undefined));
        await nextTurn();
      }
    },
  };
}

export interface ServerMode {
  /** The code that connections are closed with at once; 0: they are served. */
  close: number;
  version: string;
  /** Connections end without a word. */
  isDead: boolean;
}

/** A WebSocket server and a service whose behaviour is switched while they run. */
export async function serveSwitched(t: TestContext): Promise<{ readonly mode: ServerMode; readonly port: number }> {
  const mode: ServerMode = { close: 0, version: 'v1', isDead: false };
  const server = createServer((request, response) => {
    if (mode.isDead) request.socket.destroy();
    else response.end(request.url === '/version' ? mode.version : 'ok');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    if (mode.isDead) socket.terminate();
    else if (mode.close > 0) socket.close(mode.close, 'switched');
    else socket.on('message', () => socket.send('{"type":"pong"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return { mode, port: address.port };
}

/** What an earlier process left, and when this one begins. */
export interface Before {
  readonly watch?: WatchStore | undefined;
  readonly beginMs?: number | undefined;
}

/** The sweeper as the bot has it, with real probes; only the schedule and the clock are the test's. */
export function startSweepScene(t: TestContext, yaml: string, before: Before = {}) {
  const { watch = createMemoryWatch(), beginMs } = before;
  const clock = createVirtualClock(beginMs);
  const schedules = new Map<string, Ticks>();
  const bugs: unknown[] = [];
  let configuration: Configuration = parseConfiguration(yaml, '/nowhere/e2e.yaml');
  const authorities = createAuthorityFiles();
  const real = startProber({ redactor: () => createRedactor([]), onBug: (bug) => bugs.push(bug) });
  const { prober, idle } = countUnderWay(real);
  const stop = new AbortController();
  const sweeper = startSweeper(
    {
      configuration: () => configuration,
      variables: {},
      prober,
      authorities,
      tokens: createTokens({ variables: {}, authorities }),
      watch,
      desk: createMemoryDesk(watch.incidents, () => configuration),
      clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal) },
      ticker(schedule, ticks) {
        schedules.set(schedule, ticks);
        return () => void schedules.delete(schedule);
      },
      onTrouble: (error) => bugs.push(error),
      onBug: (error) => bugs.push(error),
    },
    stop.signal,
  );
  async function end(): Promise<void> {
    stop.abort();
    await sweeper.settled();
    await prober.close();
  }
  t.after(end);
  const pass = (ms: number): Promise<void> => passWith(ms, clock, idle);
  return {
    clock,
    pass,
    watch,
    bugs,
    schedules,
    end,
    reconfigure(text: string) {
      configuration = parseConfiguration(text, '/nowhere/e2e.yaml');
    },
    incidents: () => watch.incidents.list({ limit: 100 }),
    /** Lets a minute begin, and the sweep with this schedule be carried out; other time passes too. */
    async minute(schedule = '* * * * *') {
      const dueMs = Math.floor(clock.now() / minuteMs + 1) * minuteMs;
      await pass(dueMs - clock.now());
      await waitFor('the schedule', () => (schedules.has(schedule) ? true : undefined));
      await schedules.get(schedule)?.onDue(new Date(dueMs));
    },
  };
}

/** Lets time pass in which probes, which take real time, end as soon as they are begun. */
async function passWith(ms: number, clock: VirtualClock, idle: () => Promise<void>): Promise<void> {
  const endMs = clock.now() + ms;
  while (clock.now() < endMs) {
    await clock.pass(Math.min(1_000, endMs - clock.now()));
    await idle();
  }
}
