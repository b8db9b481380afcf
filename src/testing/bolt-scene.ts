import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { PageEvent, Playground, PlaygroundOptions } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';

/** A playground and a bare Bolt app that is not started yet. */
export interface BoltScene {
  readonly playground: Playground;
  readonly app: App;
  readonly client: WebClient;
  readonly channels: Readonly<Record<'staging' | 'onCall' | 'general', string>>;
  readonly people: Readonly<Record<'mara' | 'jonas' | 'priya' | 'sam', string>>;
  /** Starts the app; resolves when it is connected. */
  readonly start: () => Promise<void>;
  /** The next event of the page that matches, also one that came before. */
  readonly seen: <K extends PageEvent['kind']>(
    kind: K,
    match?: (event: Extract<PageEvent, { kind: K }>) => boolean,
  ) => Promise<Extract<PageEvent, { kind: K }>>;
}

export interface SceneOptions extends Partial<PlaygroundOptions> {
  /** Signed requests instead of Socket Mode. */
  readonly http?: boolean | undefined;
}

const patienceMs = 8_000;

export async function startScene(t: TestContext, options: SceneOptions = {}): Promise<BoltScene> {
  const port = options.http === true ? await freePort() : undefined;
  const requestUrl = port === undefined ? undefined : `http://127.0.0.1:${port}/slack/events`;
  const playground = await startPlayground({ port: 0, requestUrl, ...options });
  const { app, disconnect } = connect(playground, port);
  t.after(async () => {
    await disconnect();
    await playground.close();
  });
  const idOf = (name: string): string => {
    const { users, channels } = playground.workspace();
    const found = [...users, ...channels].find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`The playground has no "${name}"`);
    return found.id;
  };
  return {
    playground,
    app,
    client: new WebClient(playground.botToken, quick(playground)),
    channels: { staging: idOf('staging'), onCall: idOf('on-call'), general: idOf('general') },
    people: { mara: idOf('mara'), jonas: idOf('jonas'), priya: idOf('priya'), sam: idOf('sam') },
    start: async () => {
      await (port === undefined ? app.start() : app.start(port));
    },
    seen: watch(playground),
  };
}

function quick(playground: Playground) {
  return {
    slackApiUrl: playground.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: patienceMs,
    logLevel: LogLevel.ERROR,
    logger: silent,
  } as const;
}

const silent = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (): void => undefined,
  setLevel: (): void => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: (): void => undefined,
};

function connect(playground: Playground, port: number | undefined): { app: App; disconnect: () => Promise<unknown> } {
  // Without verification nothing is called before the start.
  const tokenVerificationEnabled = false;
  const shared = {
    token: playground.botToken,
    clientOptions: quick(playground),
    logger: silent,
    tokenVerificationEnabled,
  };
  if (port !== undefined) {
    const receiver = new HTTPReceiver({ signingSecret: playground.signingSecret, logger: silent });
    const app = new App({ ...shared, receiver });
    return { app, disconnect: () => app.stop().catch(() => undefined) };
  }
  const receiver = new SocketModeReceiver({
    appToken: playground.appToken,
    logger: silent,
    // The delay before a reconnect is this long.
    clientPingTimeout: 1_000,
    installerOptions: { clientOptions: quick(playground) },
  });
  return { app: new App({ ...shared, receiver }), disconnect: () => receiver.client.disconnect() };
}

function watch(playground: Playground): BoltScene['seen'] {
  const events: PageEvent[] = [];
  const looks = new Set<() => void>();
  playground.onEvent((event) => {
    events.push(event);
    for (const look of looks) look();
  });
  return (kind, match = () => true) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.filter((event) => isOfKind(event, kind)).find(match);
        if (found === undefined) return;
        looks.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        const kinds = events.map((event) => event.kind).join(', ');
        reject(new Error(`No "${kind}" in ${patienceMs} ms, but: ${kinds}`));
      }, patienceMs);
      looks.add(look);
      look();
    });
}

function isOfKind<K extends PageEvent['kind']>(event: PageEvent, kind: K): event is Extract<PageEvent, { kind: K }> {
  return event.kind === kind;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
