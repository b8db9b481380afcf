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
}

const postGapMs = 1_000;

export function createCalls(clock: Clock): Calls {
  const pauses = new Map<string, number>();
  const nextPosts = new Map<string, number>();

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
    async make(method, call, signal) {
      await waitOut(method, signal);
      if (signal.aborted) return { ok: false, failure: { kind: 'retry', code: 'stopping', isDoubtful: false } };
      try {
        return { ok: true, value: await call() };
      } catch (error) {
        const failure = classifyError(error);
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
