import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { pino, type Logger } from 'pino';

import type { ConfigurationSource } from '#config/configuration-file.ts';
import { readProcessVariables, readVariables, type BotVariables } from '#config/environment-variables.ts';
import { locateData } from '#config/locate-data.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { createClient } from '#slack/client.ts';
import { connectSlack, type ConnectOptions } from '#slack/connect.ts';
import { createIdentity } from '#slack/identity.ts';
import { errorLine } from '#slack/log.ts';
import { isPackageFault } from '#slack/package-faults.ts';
import { lockData } from '#state/json/lock-data.ts';

import { endWith } from './end-in-time.ts';

const configurationExit = 2;
/** The handshake has the processor to itself for this long, then the rest is loaded while Slack is waited for. */
const handshakeMs = 500;

/**
 * Connects first, and loads what works while Slack answers; what is heard meanwhile waits. The data folder is taken before
 * that: Slack deals requests out to every connection, and a process that then finds another one at work would lose some.
 */
async function startBot(log: Logger, source: ConfigurationSource, bot: BotVariables): Promise<void> {
  const data = await locateData(source);
  const lock = await lockData(data);
  try {
    const client = createClient({ botToken: bot.botToken, apiUrl: bot.slackApiUrl, log });
    const identity = createIdentity(client);
    const connection = connectSlack({ ...connectionOf(bot), identity, log, onFatal: endProcess(log) });
    await Promise.race([connection.opened, wait(handshakeMs)]);
    const { runBot } = await import('./run-bot.ts');
    await runBot({ source: { ...source, data }, lock, connection, client, identity, log });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function connectionOf(
  bot: BotVariables,
): Pick<ConnectOptions, 'botToken' | 'appToken' | 'signingSecret' | 'port' | 'apiUrl'> {
  const { botToken, port, slackApiUrl: apiUrl, transport } = bot;
  const secret =
    transport.kind === 'socket' ? { appToken: transport.appToken } : { signingSecret: transport.signingSecret };
  return { botToken, port, apiUrl, ...secret };
}

function endProcess(log: Logger): (error: OperatorError) => void {
  return (error) => {
    log.fatal(`${error.message}. ${error.hint}`);
    void endWith(configurationExit);
  };
}

/** A bug of ours ends the process; one of Slack's packages must not take running suites down with it. */
function endUnlessTheirs(log: Logger, error: unknown, kind: string): void {
  if (isPackageFault(error)) {
    log.error(`${kind} inside Slack's packages is borne: ${errorLine(error instanceof Error ? error.stack : error)}`);
    return;
  }
  log.fatal({ err: error }, kind);
  void endWith(1);
}

const variables = readProcessVariables();
try {
  const bot = readVariables(variables);
  const log = pino({ level: bot.logLevel, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
  process.on('unhandledRejection', (error) => endUnlessTheirs(log, error, 'an unhandled rejection'));
  process.on('uncaughtException', (error) => endUnlessTheirs(log, error, 'an uncaught exception'));
  await startBot(log, { cwd: process.cwd(), variables }, bot);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  await endWith(configurationExit);
}
