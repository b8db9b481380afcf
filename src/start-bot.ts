import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { pino, type Logger } from 'pino';

import type { Dispatch } from '#chat/dispatch.ts';
import { readProcessVariables, readVariables, type BotVariables } from '#config/environment-variables.ts';
import { loadConfiguration, type ConfigurationSource } from '#config/load-configuration.ts';
import { watchConfiguration } from '#config/watch-configuration.ts';
import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Variables } from '#domain/setting.ts';
import { createAccess } from '#slack/access.ts';
import { startSlack, type SlackApp, type SlackOptions } from '#slack/app.ts';
import { createClient } from '#slack/client.ts';
import { createIdentity } from '#slack/identity.ts';
import { createOutbox } from '#slack/outbox.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';

import { endInTime } from './end-in-time.ts';

const now = (): Date => new Date();
const configurationExit = 2;
/** Kubernetes gives 30 s between TERM and KILL; a suite has 5 s of them to end. */
const patienceMs = 25_000;
/** The handshake has the processor to itself for this long; a Slack that takes longer is not waited for with the work. */
const handshakeMs = 200;

interface Parts {
  readonly bot: BotVariables;
  readonly variables: Variables;
  readonly configuration: () => Configuration;
  readonly data: string;
  readonly store: Store;
  readonly log: Logger;
}

async function runBot(log: Logger, variables: Variables, bot: BotVariables): Promise<void> {
  const source: ConfigurationSource = { cwd: process.cwd(), variables };
  const first = await loadConfiguration(source);
  const { data, keepRuns } = first.history;
  const store = await openJsonStore({ data, keepRuns, readOnly: false, now });
  const watching = new AbortController();
  const watch = watchConfiguration(
    {
      source,
      first,
      onChange: () => log.info('e2e.yaml was read again'),
      onProblem: (problem) => log.error(`e2e.yaml is kept as it was: ${problem.message}`),
    },
    watching.signal,
  );
  const asked = untilAskedToStop(log);
  const stop = await start({ bot, variables, configuration: () => watch.current(), data, store, log });
  await asked;
  // A Slack that was never reached is still being tried then.
  await endInTime(async () => {
    watching.abort();
    await stop();
    await store.close();
    log.info('stopped');
  }, patienceMs);
}

/**
 * Listens first: what is heard is written down and acknowledged, and dispatched when the rest is loaded and what a dead
 * process left behind is cleared away. Returns what stops everything again, the telling last.
 */
async function start(parts: Parts): Promise<() => Promise<void>> {
  const { bot, store, log, configuration } = parts;
  const talking = new AbortController();
  const client = createClient({ botToken: bot.botToken, apiUrl: bot.slackApiUrl, log });
  const identity = createIdentity(client);
  const access = createAccess({ client, identity, rules: () => configuration().access, log });
  const teller = createOutbox({ client, posts: store.posts, warn: (message) => log.warn(message) });
  const begun = Promise.withResolvers<Dispatch>();
  const dispatch: Dispatch = async (request) => (await begun.promise)(request);
  const heard = { client, identity, access, teller, dispatch, store, configuration, now, log };

  let slack: SlackApp | undefined;
  const listening = startSlack({ ...heard, ...connectionOf(bot), onFatal: endProcess(log) }, talking.signal);
  const resume = async (): Promise<void> => {
    slack = await listening;
    await begun.promise;
    log.info({ resumed: await slack.resumePending(), port: slack.port }, 'ready');
  };
  resume().catch(endWithMistake);
  await Promise.race([listening, wait(handshakeMs)]);

  const { startWork } = await import('./start-work.ts');
  const work = await startWork({ ...parts, client, access, teller }, talking.signal);
  begun.resolve(work.dispatch);
  return async () => {
    await slack?.stop();
    await work.stop();
    talking.abort();
    await teller.idle();
  };
}

function connectionOf(
  bot: BotVariables,
): Pick<SlackOptions, 'botToken' | 'appToken' | 'signingSecret' | 'port' | 'apiUrl'> {
  const { botToken, port, slackApiUrl: apiUrl, transport } = bot;
  const secret =
    transport.kind === 'socket' ? { appToken: transport.appToken } : { signingSecret: transport.signingSecret };
  return { botToken, port, apiUrl, ...secret };
}

async function untilAskedToStop(log: Logger): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  log.info(`${signal}: stopping`);
}

function endProcess(log: Logger): (error: OperatorError) => void {
  return (error) => {
    log.fatal(`${error.message}. ${error.hint}`);
    process.exit(configurationExit);
  };
}

/** A person's mistake ends the process with its way out; anything else is a bug and thrown on. */
function endWithMistake(error: unknown): never {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exit(configurationExit);
}

const variables = readProcessVariables();
try {
  const bot = readVariables(variables);
  const log = pino({ level: bot.logLevel, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'an unhandled rejection');
    process.exit(1);
  });
  await runBot(log, variables, bot);
} catch (error) {
  endWithMistake(error);
}
