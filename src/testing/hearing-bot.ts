import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';

import { pino } from 'pino';

import type { Dispatch } from '#chat/dispatch.ts';
import { defaultSpike, type AccessRules, type Configuration } from '#domain/configuration.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import type { PageEvent, Playground } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { createAccess, type Access } from '#slack/access.ts';
import { startSlack, type SlackApp, type SlackOptions } from '#slack/app.ts';
import { createClient } from '#slack/client.ts';
import { connectSlack, type ConnectOptions } from '#slack/connect.ts';
import { createIdentity } from '#slack/identity.ts';
import { createOutbox } from '#slack/outbox.ts';

import { createMemoryStore, type MemoryStore } from './memory-store.ts';

export interface HearingOptions {
  readonly dispatch: Dispatch;
  readonly rules?: AccessRules | undefined;
  readonly store?: MemoryStore | undefined;
  /** Signed requests instead of Socket Mode. */
  readonly http?: boolean | undefined;
  readonly slack?: Partial<ConnectOptions> | undefined;
  readonly attachments?: SlackOptions['attachments'];
}

export interface HearingBot {
  readonly playground: Playground;
  readonly app: SlackApp;
  readonly store: MemoryStore;
  readonly access: Access;
  /** What was logged, as JSON lines. */
  readonly logged: readonly string[];
  readonly fatal: readonly OperatorError[];
  /** Ids of the seeded people and channels by name. */
  readonly ids: ReadonlyMap<string, string>;
  /** The next event of the page that matches, also one that already came. */
  seen(match: (event: PageEvent) => boolean): Promise<PageEvent>;
}

/** All of `src/slack` over a real socket to a playground; only the commands are the test's own. */
export async function startHearing(t: TestContext, options: HearingOptions): Promise<HearingBot> {
  const requestPort = options.http === true ? await freePort() : undefined;
  const requestUrl = requestPort === undefined ? undefined : `http://127.0.0.1:${requestPort}/slack/events`;
  const playground = await startPlayground({ port: 0, requestUrl, rateLimits: false });
  const seen = watchEvents(playground);
  let app: SlackApp | undefined;
  t.after(async () => {
    await app?.stop();
    await playground.close();
  });
  const logged: string[] = [];
  const fatal: OperatorError[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const { apiUrl, botToken, appToken, signingSecret } = playground;
  const store = options.store ?? createMemoryStore();
  const client = createClient({ botToken, apiUrl, log });
  const identity = createIdentity(client);
  const access = createAccess({ client, identity, rules: () => options.rules, log });
  const connection = connectSlack({
    ...(requestPort === undefined ? { appToken } : { signingSecret, port: requestPort }),
    botToken,
    apiUrl,
    host: '127.0.0.1',
    identity,
    log,
    onFatal: (error) => fatal.push(error),
    ...options.slack,
  });
  app = await startSlack(
    {
      connection,
      client,
      identity,
      access,
      store,
      log,
      dispatch: options.dispatch,
      attachments: options.attachments,
      teller: createOutbox({ client, posts: store.posts }),
      configuration: () => emptyConfiguration(options.rules),
      now: () => new Date(),
    },
    t.signal,
  );
  const { users, channels } = playground.workspace();
  const ids = new Map([...users, ...channels].map(({ name, id }) => [name, id]));
  return { playground, app, store, access, logged, fatal, ids, seen };
}

const patienceMs = 8_000;

function watchEvents(playground: Playground): HearingBot['seen'] {
  const events: PageEvent[] = [];
  let waiting: { match: (event: PageEvent) => boolean; resolve: (event: PageEvent) => void }[] = [];
  playground.onEvent((event) => {
    events.push(event);
    for (const { resolve } of waiting.filter(({ match }) => match(event))) resolve(event);
    waiting = waiting.filter(({ match }) => !match(event));
  });
  return (match) =>
    new Promise((resolve, reject) => {
      const found = events.find(match);
      if (found !== undefined) return resolve(found);
      waiting.push({ match, resolve });
      const kinds = () => events.map((event) => event.kind).join(', ');
      setTimeout(() => reject(new Error(`Not seen in ${patienceMs} ms; there were: ${kinds()}`)), patienceMs).unref();
    });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function emptyConfiguration(access: AccessRules | undefined): Configuration {
  return {
    file: '/e2e.yaml',
    environments: new Map(),
    suites: new Map(),
    sweeps: new Map(),
    alerts: { spike: defaultSpike, maintenance: [], control: [] },
    ingest: { logs: [] },
    causes: {},
    access,
    slack: { command: '/e2e' },
    history: { keepRuns: 10, keepProbesMs: 0, data: '/nonexistent' },
  };
}
