import { setTimeout as wait } from 'node:timers/promises';

import { type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';

import type { OperatorError } from '#domain/operator-error.ts';

import { clientSettings } from './client.ts';
import { keepConnected } from './keep-connected.ts';
import { toBoltLogger } from './log.ts';
import { screenFrames } from './screen-frames.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly log: Logger;
  /** Told when Slack will not have this app any more: no reconnect can help. */
  readonly onFatal: (error: OperatorError) => void;
}

export interface SocketConnection {
  readonly receiver: Receiver;
  isConnected(): boolean;
  /** Calls back at every connection. */
  onConnected(listener: () => void): void;
}

const closeMs = 3_000;

/**
 * Bolt's Socket Mode receiver with a reconnection of our own: the package's waits at least 5 s, has no
 * ceiling, and turns a revoked token into an unhandled rejection.
 */
export function connectSocket(options: SocketOptions): SocketConnection {
  const { log } = options;
  const inner = new SocketModeReceiver({
    appToken: options.appToken,
    logger: toBoltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientSettings(options) },
  });
  const { client } = inner;
  screenFrames(client, log);
  const stopping = new AbortController();
  let connected = false;
  let life: Promise<void> | undefined;
  client.on('connected', () => void (connected = true));
  const listeners: (() => void)[] = [];
  client.on('disconnected', () => void (connected = false));

  return {
    isConnected: () => connected,
    onConnected: (listener) => void listeners.push(listener),
    receiver: {
      init: (app) => inner.init(app),
      start() {
        const opened = Promise.withResolvers<void>();
        let fail: (error: OperatorError) => void = opened.reject;
        const onOpen = () => {
          log.info('connected to Slack');
          fail = options.onFatal;
          opened.resolve();
          for (const listener of listeners) listener();
        };
        life = keepConnected({ client, log, onOpen }, stopping.signal).then(opened.resolve, (error: OperatorError) =>
          fail(error),
        );
        return opened.promise;
      },
      async stop() {
        stopping.abort();
        // Disconnecting in the middle of an attempt leaves a timer behind for 30 s: the attempt ends by itself.
        if (connected) void client.disconnect();
        // The second call cuts a connection whose other side does not answer the close frame.
        const cut = setTimeout(() => void client.disconnect(), closeMs);
        await Promise.race([life, wait(2 * closeMs, undefined, { ref: false })]);
        clearTimeout(cut);
      },
    },
  };
}
