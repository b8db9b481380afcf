import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';

/** Whether Slack answers and knows the bot's token. */
export type Pulse = () => Promise<boolean>;

/** An older answer says nothing: it is waited for a new one. */
const staleMs = 15_000;
/** So many probes cost one call of Slack. */
const freshMs = 5_000;

interface Beat {
  readonly at: number;
  readonly isWell: boolean;
}

/** Asks Slack at most once in five seconds. A question that is not answered makes the last answer stale. */
export function createPulse(client: WebClient, now: () => number = Date.now): Pulse {
  let last: Beat | undefined;
  let asked: Promise<Beat> | undefined;

  function ask(): Promise<Beat> {
    const at = now();
    asked ??= answersTo(client).then((isWell) => {
      asked = undefined;
      last = { at, isWell };
      return last;
    });
    return asked;
  }

  return async () => {
    const ageMs = last === undefined ? Number.POSITIVE_INFINITY : now() - last.at;
    if (last === undefined || ageMs > staleMs) return (await ask()).isWell;
    if (ageMs > freshMs) void ask();
    return last.isWell;
  };
}

async function answersTo(client: WebClient): Promise<boolean> {
  try {
    await client.auth.test();
    return true;
  } catch (error) {
    return error instanceof WebAPIRateLimitedError;
  }
}
