import type { IncomingMessage, RequestListener } from 'node:http';

import { HTTPReceiver, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';

import { slackPath } from './health.ts';
import { toBoltLogger } from './log.ts';

export interface HttpConnection {
  readonly receiver: Receiver;
  /** For the server that listens; it verifies signatures before anything is looked at. */
  readonly listener: RequestListener;
}

const maxBodyBytes = 1024 * 1024;
/** How far Slack's clock may be ahead of ours. */
const maxAheadMs = 60_000;

/** Bolt's receiver of signed requests. It refuses old timestamps; the ones ahead of time are refused here. */
export function receiveHttp(options: { readonly signingSecret: string; readonly log: Logger }): HttpConnection {
  const inner = new HTTPReceiver({
    signingSecret: options.signingSecret,
    endpoints: slackPath,
    bodyLimit: maxBodyBytes,
    logger: toBoltLogger(options.log),
  });
  return {
    listener(request, response) {
      if (!isAhead(request)) return inner.requestListener(request, response);
      options.log.warn('A request with a timestamp ahead of time was refused');
      response.writeHead(401, { connection: 'close' });
      response.end();
    },
    receiver: {
      init: (app) => inner.init(app),
      // The server is not Bolt's: it also answers the health checks, and listens before Slack is asked anything.
      start: async () => {},
      stop: async () => {},
    },
  };
}

function isAhead(request: IncomingMessage): boolean {
  return Number(request.headers['x-slack-request-timestamp']) * 1_000 > Date.now() + maxAheadMs;
}
