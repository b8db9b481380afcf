import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/**
 * Bolt's logger over ours. Its debug lines hold whole payloads and are dropped; of the rest only text and
 * error messages are kept, without tokens and tickets.
 */
export function toBoltLogger(log: Logger): BoltLogger {
  return {
    debug: () => {},
    info: (...parts: readonly unknown[]) => log.debug(toLine(parts)),
    warn: (...parts: readonly unknown[]) => log.warn(toLine(parts)),
    error: (...parts: readonly unknown[]) => log.error(toLine(parts)),
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
}

/** Some of our patterns are slow on long texts, and the text of an error may hold what somebody sent. */
const longestLine = 2_000;

/** An error of Slack's packages as a line: its data may hold what a person wrote, its message does not. */
export function errorLine(error: unknown): string {
  return withoutTokens((error instanceof Error ? error.message : String(error)).slice(0, longestLine));
}

function toLine(parts: readonly unknown[]): string {
  return parts
    .filter((part) => typeof part === 'string' || part instanceof Error)
    .map(errorLine)
    .join(' ')
    .slice(0, 500);
}

function withoutTokens(text: string): string {
  return text
    .replaceAll(/\bx(?:ox[a-z]|app)-[\w-]+/gu, '[token]')
    .replaceAll(/\b(wss?:\/\/[^\s?]+)\?\S+/gu, '$1?[ticket]')
    .replaceAll(/\bhttps:\/\/hooks\.slack\.com\/\S+/gu, '[response url]');
}
