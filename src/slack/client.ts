import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';

import { toBoltLogger } from './log.ts';

export interface ClientOptions {
  readonly botToken: string;
  /** Another server than Slack's, for the playground and for tests; ends in `/api/`. */
  readonly apiUrl?: string | undefined;
  readonly log: Logger;
  readonly timeoutMs?: number | undefined;
}

/** Fails at once instead of queueing behind a 429 or posting twice after a 5xx: who calls decides what to repeat. */
export function createClient(options: ClientOptions): WebClient {
  return new WebClient(options.botToken, clientSettings(options));
}

/** What every client of Slack's Web API in this project is made with. */
export function clientSettings(options: Omit<ClientOptions, 'botToken'>): WebClientOptions {
  return {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? 10_000,
    logger: toBoltLogger(options.log),
  };
}
