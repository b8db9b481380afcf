import { setTimeout as wait } from 'node:timers/promises';

import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import type { Attachments } from '#chat/attachments.ts';
import type { Dispatch } from '#chat/dispatch.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Store } from '#state/state.ts';

import type { Access } from './access.ts';
import type { Connection } from './connect.ts';
import type { HealthOptions } from './health.ts';
import { createHome } from './home.ts';
import { listenTo } from './listen.ts';
import type { Identity } from './identity.ts';
import { errorLine } from './log.ts';
import type { Outbox } from './outbox.ts';
import { createPulse } from './pulse.ts';
import { isRefused, toRefused } from './refused.ts';
import { createIntake } from './request-intake.ts';
import { reportOf } from './report-file.ts';
import { createResponder } from './respond.ts';
import { createWhisper } from './whisper.ts';

export interface SlackOptions {
  readonly connection: Connection;
  readonly client: WebClient;
  readonly identity: () => Promise<Identity>;
  readonly access: Access;
  readonly teller: Outbox;
  readonly dispatch: Dispatch;
  /** Shared with the dispatcher: what came with requests. */
  readonly attachments?: Attachments | undefined;
  /** What else is served at the port. */
  readonly routes?: HealthOptions['routes'];
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly configurationProblem?: (() => ConfigurationProblem | undefined) | undefined;
  readonly now: () => Date;
  readonly log: Logger;
}

export interface SlackApp {
  /** The port that was bound; undefined without one. */
  readonly port: number | undefined;
  isConnected(): Promise<boolean>;
  /** Carries out what an earlier life acknowledged and did not finish; says how many requests there were. */
  resumePending(): Promise<number>;
  /** Stops listening, lets what is under way end (at most 5 s), resolves when the socket is closed. */
  stop(): Promise<void>;
}

const acknowledgeMs = 3_000;
const drainMs = 5_000;

/**
 * Starts to listen to Slack. Resolves when connected; while Slack cannot be reached it keeps trying and
 * `/readyz` says 503. Rejects with an `OperatorError` when the tokens cannot work. `signal` ends what is
 * still being said.
 */
export async function startSlack(options: SlackOptions, signal: AbortSignal): Promise<SlackApp> {
  const { client, log, store } = options;
  const whisper = createWhisper({ client, log, signal });
  const answer = createResponder({ ...options, whisper, signal, now: () => options.now().getTime() });
  const intake = createIntake({ requests: store.requests, dispatch: options.dispatch, answer, log });
  const home = createHome({ ...options, whois: options.access.whois });
  const { app, reception, opened } = options.connection;
  const acknowledged = listenTo(app, {
    intake,
    whisper,
    openHome: home.open,
    attachments: options.attachments,
    loadReport: (heard) => reportOf(heard, client),
    now: options.now,
  });
  app.admit();
  reception.onConnected(() => options.teller.wake());
  const server = await reception.serve({
    checks: { slack: canTell(options), store: async () => (await store.locks.list()).length >= 0 },
    routes: options.routes,
  });

  async function stop(): Promise<void> {
    home.stop();
    await Promise.race([acknowledged(), wait(acknowledgeMs, undefined, { ref: false })]);
    await app.stop();
    await server?.close();
    await Promise.race([intake.empty(), wait(drainMs, undefined, { ref: false })]);
  }

  try {
    await Promise.all([opened, refuseBadToken(options)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port: server?.port, isConnected: reception.isConnected, resumePending: () => intake.resume(), stop };
}

/** Slack is connected, answers, and takes what the bot says. */
function canTell({ client, connection, teller }: SlackOptions): () => Promise<boolean> {
  const pulse = createPulse(client);
  return async () => teller.barredBy() === undefined && (await connection.reception.isConnected()) && (await pulse());
}

/** A token that Slack refuses is said at once; that Slack cannot be asked just now is no reason not to start. */
async function refuseBadToken({ identity, log }: SlackOptions): Promise<void> {
  try {
    const { name, teamId } = await identity();
    log.info({ team: teamId, name }, 'known to Slack');
  } catch (error) {
    if (isRefused(error)) throw toRefused(error);
    log.warn(`Slack did not say who the bot is: ${errorLine(error)}`);
  }
}
