import type { Receiver } from '@slack/bolt';

import { errorLine, toBoltLogger } from './log.ts';
import { PatientApp } from './patient-app.ts';
import { createReception, type Reception, type ReceiverOptions } from './receiver.ts';

export interface ConnectOptions extends ReceiverOptions {
  readonly botToken: string;
}

/** The way to Slack, before anybody listens. */
export interface Connection {
  readonly app: PatientApp;
  readonly reception: Reception;
  /** Resolves when connected. Rejects with an `OperatorError` when the tokens cannot work. */
  readonly opened: Promise<void>;
}

/**
 * Begins to connect to Slack, which takes a few round trips: time to load the rest in. What Slack sends meanwhile
 * waits for `startSlack`, and is not acknowledged before. Throws `SLACK_NOT_CONFIGURED`.
 */
export function connectSlack(options: ConnectOptions): Connection {
  const reception = createReception(options);
  const app = createApp(options, reception.receiver);
  const opened = open(app);
  // Whoever waits for it is told; until somebody does, a refusal is no unhandled one.
  opened.catch(() => {});
  return { app, reception, opened };
}

async function open(app: PatientApp): Promise<void> {
  await app.start();
}

function createApp({ botToken, log }: ConnectOptions, receiver: Receiver): PatientApp {
  const app = new PatientApp({
    receiver,
    logger: toBoltLogger(log),
    // Nothing of a conversation is remembered, and what the bot itself says is told apart by `listenTo`.
    convoStore: false,
    ignoreSelf: false,
    // Not asked of Slack: an event must be taken also when `auth.test` does not answer.
    authorize: async () => ({ botToken }),
  });
  app.error(async (error) => {
    log.error(`Something that Slack sent could not be taken: ${errorLine(error)}`);
    throw error;
  });
  return app;
}
