import process from 'node:process';

import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import { createAttachments } from '#chat/attachments.ts';
import type { ConfigurationSource } from '#config/configuration-file.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { watchConfiguration } from '#config/watch-configuration.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration } from '#domain/configuration.ts';
import { createAccess } from '#slack/access.ts';
import { startSlack, type SlackApp } from '#slack/app.ts';
import type { Connection } from '#slack/connect.ts';
import type { Identity } from '#slack/identity.ts';
import { createOutbox } from '#slack/outbox.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { StoreLock } from '#state/json/store-lock.ts';
import type { Store } from '#state/state.ts';

import { endInTime } from './end-in-time.ts';
import { startWork } from './start-work.ts';
import { trimMemory } from './trim-memory.ts';

const now = (): Date => new Date();
/** Kubernetes gives 30 s between TERM and KILL; a suite has 5 s of them to end. */
const patienceMs = 25_000;

export interface Connected {
  /** Names the data folder that `lock` holds. */
  readonly source: ConfigurationSource & { readonly data: string };
  readonly lock: StoreLock;
  readonly connection: Connection;
  readonly client: WebClient;
  readonly identity: () => Promise<Identity>;
  readonly log: Logger;
}

/** Does everything, over a connection to Slack that is being opened, until the process is asked to stop. */
export async function runBot(connected: Connected): Promise<void> {
  const { source, lock, log } = connected;
  const first = await loadConfiguration(source);
  const store = await openJsonStore({ ...first.history, lock, now });
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
  const bot = await start({
    ...connected,
    store,
    configuration: () => watch.current(),
    configurationProblem: () => watch.problem(),
  });
  trimMemory();
  await Promise.race([asked, bot.ready.then(() => asked)]);
  // A Slack that was never reached is still being tried then.
  await endInTime(async () => {
    watching.abort();
    await bot.stop();
    await store.close();
    log.info('stopped');
  }, patienceMs);
}

interface Parts extends Connected {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly configurationProblem: () => ConfigurationProblem | undefined;
}

interface Bot {
  /** Resolves when it listens. Rejects with an `OperatorError` when the tokens cannot work. */
  readonly ready: Promise<void>;
  /** The telling stops last. */
  stop(): Promise<void>;
}

/** Starts everything, the listening last: work goes on also while Slack cannot be reached. */
async function start(parts: Parts): Promise<Bot> {
  const { source, connection, client, identity, store, configuration, log } = parts;
  const talking = new AbortController();
  const access = createAccess({ client, identity, rules: () => configuration().access, log });
  const teller = createOutbox({ client, posts: store.posts, warn: (message) => log.warn(message) });
  const { data, variables } = source;
  const { configurationProblem } = parts;
  const attachments = createAttachments();
  const worked = {
    attachments,
    variables,
    data,
    client,
    access,
    teller,
    store,
    configuration,
    configurationProblem,
    log,
  };
  const work = await startWork(worked, talking.signal);
  const heard = { connection, client, identity, access, teller, store, configuration, configurationProblem, now, log };
  const listening = startSlack({ ...heard, attachments, dispatch: work.dispatch, routes: work.routes }, talking.signal);
  let slack: SlackApp | undefined;
  const resume = async (): Promise<void> => {
    slack = await listening;
    log.info({ resumed: await slack.resumePending(), port: slack.port }, 'ready');
  };
  return {
    ready: resume(),
    async stop() {
      await slack?.stop();
      await work.stop();
      talking.abort();
      await teller.idle();
    },
  };
}

async function untilAskedToStop(log: Logger): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  log.info(`${signal}: stopping`);
}
