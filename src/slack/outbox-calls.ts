import { classifyError, type Failure } from './errors.ts';
import type { Clock } from './clock.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Calls of Slack's Web API that keep to its pauses: one method that is limited holds up no other. */
export interface Calls {
  /** Waits out the method's pause, then calls. Never rejects. */
  make<T>(method: string, call: () => Promise<T>, signal: AbortSignal): Promise<Answer<T>>;
  /** Milliseconds since 1970; 0 when the method is free. */
  pausedUntil(method: string): number;
  /** Slack takes about one post a second in a channel. Resolves when it is ours. */
  postTurn(channel: string, signal: AbortSignal): Promise<void>;
  /** Slack's code while it shuts out the app, so that nothing can be told. */
  barredBy(): string | undefined;
}

const postGapMs = 1_000;
/** Only what these do shows that messages can be told. */
const tellingMethods = new Set(['chat.postMessage', 'chat.update']);

export function createCalls(clock: Clock, warn: (message: string) => void = () => {}): Calls {
  const pauses = new Map<string, number>();
  const nextPosts = new Map<string, number>();
  let barredBy: string | undefined;

  function note(method: string, code: string | undefined): void {
    if (code === barredBy || (code === undefined && !tellingMethods.has(method))) return;
    barredBy = code;
    warn(
      code === undefined
        ? 'Slack takes messages again'
        : `Slack refuses the app: "${code}". What is to be told waits until SLACK_BOT_TOKEN and its scopes are in order`,
    );
  }

  function pausedUntil(method: string): number {
    return pauses.get(method) ?? 0;
  }

  async function waitOut(method: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && pausedUntil(method) > clock.now()) {
      await clock.sleep(pausedUntil(method) - clock.now(), signal);
    }
  }

  return {
    pausedUntil,
    barredBy: () => barredBy,
    async make(method, call, signal) {
      await waitOut(method, signal);
      if (signal.aborted) return { ok: false, failure: { kind: 'retry', code: 'stopping', isDoubtful: false } };
      try {
        const value = await call();
        note(method, undefined);
        return { ok: true, value };
      } catch (error) {
        const failure = judge(method, error);
        if (failure.kind === 'retry' && failure.isBarred === true) note(method, failure.code);
        if (failure.kind === 'wait') pauses.set(method, Math.max(pausedUntil(method), clock.now() + failure.afterMs));
        return { ok: false, failure };
      }
    },
    async postTurn(channel, signal) {
      const now = clock.now();
      for (const [name, at] of nextPosts) if (at <= now) nextPosts.delete(name);
      const at = Math.max(now, nextPosts.get(channel) ?? 0);
      nextPosts.set(channel, at + postGapMs);
      if (at > now) await clock.sleep(at - now, signal);
    },
  };
}

/** A missing scope bars what needs it alone: without the one for files, messages are told all the same. */
function judge(method: string, error: unknown): Failure {
  const failure = classifyError(error);
  return failure.code === 'missing_scope' && !method.startsWith('chat.')
    ? { kind: 'stop', code: failure.code }
    : failure;
}
