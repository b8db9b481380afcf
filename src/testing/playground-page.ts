import { App, LogLevel, SocketModeReceiver, type types } from '@slack/bolt';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Playground } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { launchBrowser } from './launch-browser.ts';

/** A playground with a connected Bolt app that does nothing yet, and a browser to look at its page. */
export interface PageStage {
  readonly playground: Playground;
  readonly app: App;
  /** Channel ids. */
  readonly staging: string;
  readonly onCall: string;
  /** User ids in the order of the user switcher; the page speaks for the first. */
  readonly people: readonly string[];
  /** Posts as the bot, into #staging unless told otherwise; resolves to the message's `ts`. */
  post(message: BotMessage): Promise<string>;
  /** A new visitor. What the page reports as an error (scripts, blocked content) lands in `troubles`. */
  open(options?: BrowserContextOptions): Promise<Page>;
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

export interface BotMessage {
  readonly text: string;
  readonly channel?: string;
  readonly thread_ts?: string;
  readonly blocks?: types.KnownBlock[];
}

const patienceMs = 8_000;

export async function stagePage(): Promise<PageStage> {
  const playground = await startPlayground({ port: 0, rateLimits: false });
  const app = connectApp(playground);
  await app.start();
  const browser = await launchBrowser();
  const troubles: string[] = [];
  const { channels, users } = playground.workspace();
  const channelNamed = (name: string): string => channels.find((channel) => channel.name === name)?.id ?? '';
  const staging = channelNamed('staging');
  return {
    playground,
    app,
    staging,
    onCall: channelNamed('on-call'),
    people: users.filter((user) => !user.isBot).map((user) => user.id),
    post: (message) => post(app, { channel: staging, ...message }),
    open: (options = {}) => openPage({ browser, playground, troubles }, options),
    troubles,
    close: async () => {
      await browser.close();
      await app.stop();
      await playground.close();
    },
  };
}

function connectApp(playground: Playground): App {
  const clientOptions = { slackApiUrl: playground.apiUrl, retryConfig: { retries: 0 } };
  return new App({
    token: playground.botToken,
    receiver: new SocketModeReceiver({
      appToken: playground.appToken,
      logLevel: LogLevel.ERROR,
      // A pong that is late by less is not a lost bot: browser, server and bot share the cores.
      clientPingTimeout: 2_000,
      installerOptions: { clientOptions },
    }),
    clientOptions,
    logLevel: LogLevel.ERROR,
  });
}

async function post(app: App, message: BotMessage & { readonly channel: string }): Promise<string> {
  const { ts } = await app.client.chat.postMessage(message);
  if (ts === undefined) throw new Error('The message was not posted');
  return ts;
}

async function openPage(
  { browser, playground, troubles }: { browser: Browser; playground: Playground; troubles: string[] },
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // A server that went away is no mistake of the page.
    const isNetwork = message.text().startsWith('Failed to load resource: net::');
    if (message.type() === 'error' && !isNetwork) troubles.push(message.text());
  });
  await page.goto(playground.url);
  await page.getByTestId('composer').waitFor();
  return page;
}
