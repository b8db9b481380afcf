import type { Receiver } from '@slack/bolt';
import type { Logger } from 'pino';

import { OperatorError } from '#domain/operator-error.ts';

import { serveHealth, type HealthOptions, type HealthServer } from './health.ts';
import type { Identity } from './identity.ts';
import { receiveHttp } from './receiver-http.ts';
import { connectSocket } from './receiver-socket.ts';

export interface ReceiverOptions {
  /** With it, Socket Mode; without it, signed requests at `port`. */
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  /** Where `/healthz`, `/readyz` and, without an app token, Slack's requests are served. 0: any free port. */
  readonly port?: number | undefined;
  /** Default: all addresses. */
  readonly host?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly identity: () => Promise<Identity>;
  readonly log: Logger;
  /** Slack will not have this app any more: say so and exit, a reconnect cannot help. */
  readonly onFatal: (error: OperatorError) => void;
}

/** How Slack reaches the bot. */
export interface Reception {
  readonly receiver: Receiver;
  readonly isConnected: () => Promise<boolean>;
  /** Calls back at every connection; never where Slack connects to us. */
  onConnected(listener: () => void): void;
  /** Serves the health checks, and what else is given, where there is a port. */
  serve(served: Pick<HealthOptions, 'checks' | 'routes'>): Promise<HealthServer | undefined>;
}

/** Socket Mode where there is an app token, otherwise signed requests. Throws `SLACK_NOT_CONFIGURED`. */
export function createReception(options: ReceiverOptions): Reception {
  const { appToken, signingSecret, port, host, identity } = options;
  if (appToken !== undefined) {
    const socket = connectSocket({ ...options, appToken });
    return {
      receiver: socket.receiver,
      isConnected: async () => socket.isConnected(),
      onConnected: (listener) => socket.onConnected(listener),
      serve: async (served) => (port === undefined ? undefined : serveHealth({ ...served, port, host })),
    };
  }
  if (signingSecret === undefined || port === undefined) throw notConfigured();
  const http = receiveHttp({ ...options, signingSecret });
  return {
    receiver: http.receiver,
    isConnected: async () => (await identity()).teamId !== '',
    onConnected: () => {},
    serve: (served) => serveHealth({ ...served, port, host, slack: http.listener }),
  };
}

function notConfigured(): OperatorError {
  return new OperatorError({
    code: 'SLACK_NOT_CONFIGURED',
    message: 'Nothing says how Slack reaches Teneleven',
    hint: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and PORT for signed requests',
  });
}
