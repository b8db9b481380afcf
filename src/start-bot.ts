import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { pino, type Logger } from 'pino';

import { startAnnouncer } from '#announce/announcer.ts';
import { createDispatch } from '#chat/dispatch.ts';
import { commands } from '#commands/index.ts';
import { readProcessVariables, readVariables, type BotVariables } from '#config/environment-variables.ts';
import { loadConfiguration, type ConfigurationSource } from '#config/load-configuration.ts';
import { createConfiguredRedactor, secretsOf } from '#config/secrets.ts';
import { watchConfiguration } from '#config/watch-configuration.ts';
import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { namesTooShortToRedact } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';
import { createAccess } from '#slack/access.ts';
import { startSlack, type SlackOptions } from '#slack/app.ts';
import { createClient } from '#slack/client.ts';
import { createIdentity } from '#slack/identity.ts';
import { createOwners } from '#slack/owners.ts';
import { createOutbox } from '#slack/outbox.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { endOrphans } from '#suites/end-orphans.ts';
import { createGuardian } from '#suites/guardian.ts';
import { readRunLog } from '#suites/read-run-log.ts';
import { recoverRuns } from '#suites/recover-runs.ts';
import { instanceMarker } from '#suites/run-marker.ts';
import { startWorker } from '#suites/start-worker.ts';

const now = (): Date => new Date();
const configurationExit = 2;
/** Kubernetes gives 30 s between TERM and KILL; a suite has 5 s of them to end. */
const patienceMs = 25_000;
/** How long the last states may take to be told while stopping; the next start tells the rest. */
const tellingMs = 8_000;

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
  warnAtStart(first, { variables, store, log });
  const asked = untilAskedToStop(log);
  const stop = await start({ bot, variables, configuration: () => watch.current(), data, store, log });
  await asked;
  setTimeout(() => process.exit(1), patienceMs).unref();
  watching.abort();
  await stop();
  await store.close();
  log.info('stopped');
}

/** Starts everything, the listening last; returns what stops it again, the telling last. */
async function start(parts: Parts): Promise<() => Promise<void>> {
  const { bot, store, log, configuration, variables, data } = parts;
  const working = new AbortController();
  const talking = new AbortController();
  const client = createClient({ botToken: bot.botToken, apiUrl: bot.slackApiUrl, log });
  const identity = createIdentity(client);
  const access = createAccess({ client, identity, rules: () => configuration().access, log });
  const teller = createOutbox({ client, posts: store.posts, warn: (message) => log.warn(message) });
  const onBug = (error: unknown, where: string): void => log.error({ err: error, where }, 'a bug');
  const dispatch = createDispatch({ commands, configuration, variables, store, whois: access.whois, now, onBug });

  await clearAway(parts);
  const redactor = () => createConfiguredRedactor(configuration(), variables);
  const guardian = createGuardian();
  const worker = startWorker({ store, configuration, variables, redactor, guardian, data, now, onBug }, working.signal);
  const personOf = createOwners({ client, log });
  const told = { store, teller, configuration, now, readLog: readRunLog, personOf, log };
  const announcer = startAnnouncer(told, talking.signal);
  const heard = { client, identity, access, teller, dispatch, store, configuration, now, log };
  const slack = await startSlack({ ...heard, ...connectionOf(bot), onFatal: endProcess(log) }, talking.signal);
  const resumed = await slack.resumePending();
  log.info({ resumed, port: slack.port }, 'ready');

  return async () => {
    await slack.stop();
    working.abort();
    await worker.settled();
    guardian.close();
    await Promise.race([announcer.settled(), wait(tellingMs, undefined, { ref: false })]);
    talking.abort();
    await teller.idle();
  };
}

/** What a dead process left behind: its children, and runs that nobody will end. */
async function clearAway({ data, store, log }: Parts): Promise<void> {
  const ended = await endOrphans(instanceMarker(data));
  const interrupted = await recoverRuns(store, now);
  if (ended.length + interrupted.length > 0) {
    log.warn({ processes: ended, runs: interrupted.map((run) => run.id) }, 'cleared away what a dead process left');
  }
}

function connectionOf(
  bot: BotVariables,
): Pick<SlackOptions, 'botToken' | 'appToken' | 'signingSecret' | 'port' | 'apiUrl'> {
  const { botToken, port, slackApiUrl: apiUrl, transport } = bot;
  const secret =
    transport.kind === 'socket' ? { appToken: transport.appToken } : { signingSecret: transport.signingSecret };
  return { botToken, port, apiUrl, ...secret };
}

function warnAtStart(configuration: Configuration, around: Pick<Parts, 'variables' | 'store' | 'log'>): void {
  const { log, store, variables } = around;
  for (const notice of store.notices) log.warn(notice);
  for (const name of namesTooShortToRedact(secretsOf(configuration, variables))) {
    log.warn(`"${name}" is too short to be taken out of output: use a longer secret`);
  }
  if (configuration.access === undefined) {
    log.warn('access is not set in e2e.yaml: every member of the workspace may run, stop and lock');
  }
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
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exit(configurationExit);
}
