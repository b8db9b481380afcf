import { setTimeout as wait } from 'node:timers/promises';

import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import type { SlackMessage } from './blocks.ts';
import { classifyError } from './errors.ts';
import { errorLine } from './log.ts';

/** One person in one place; `responseUrl` only while it is valid. */
export interface Listener {
  readonly channel: string;
  readonly user: string;
  /** An existing thread: Slack shows nothing in one that has no reply yet. */
  readonly thread?: string | undefined;
  readonly responseUrl?: string | undefined;
}

export interface WhisperParts {
  readonly client: WebClient;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Shows a message to one person alone. Never rejects: what could not be said is logged. */
export type WhisperTo = (listener: Listener, message: SlackMessage) => Promise<void>;

const tries = 3;
const timeoutMs = 5_000;
const maxPauseMs = 30_000;
export function createWhisper({ client, log, signal }: WhisperParts): WhisperTo {
  async function works(act: () => Promise<unknown>): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act();
        return true;
      } catch (error) {
        const pauseMs = attempt < tries && !signal.aborted ? pauseAfter(error, attempt) : undefined;
        if (pauseMs === undefined) {
          log.info(`Slack did not take an answer: ${errorLine(error)}`);
          return false;
        }
        await wait(pauseMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  return async ({ channel, user, thread, responseUrl }, message) => {
    const inThread = thread === undefined ? {} : { thread_ts: thread };
    if (responseUrl !== undefined && (await works(() => postToUrl(responseUrl, { ...inThread, ...message })))) return;
    if (await works(() => client.chat.postEphemeral({ channel, user, ...inThread, ...message }))) return;
    log.warn({ channel, user }, 'An answer could not be given');
  };
}

class ResponseUrlError extends Error {
  readonly isPassing: boolean;

  constructor(status: number) {
    super(`The response URL answered ${status}`);
    this.isPassing = status === 429 || status >= 500;
  }
}

async function postToUrl(url: string, message: object): Promise<void> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      redirect: 'error',
      signal: giveUp.signal,
    });
    // Read to its end, so that the connection can be used again.
    await response.arrayBuffer();
    if (!response.ok) throw new ResponseUrlError(response.status);
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait before another try; undefined where another try would end the same. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  const pauseMs = 500 * 2 ** attempt;
  if (error instanceof ResponseUrlError) return error.isPassing ? pauseMs : undefined;
  const failure = classifyError(error);
  if (failure.kind === 'wait') return Math.min(failure.afterMs, maxPauseMs);
  return failure.kind === 'retry' && failure.isBarred !== true ? pauseMs : undefined;
}
