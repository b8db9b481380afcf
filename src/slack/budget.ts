import type { Clock } from './clock.ts';

/** Who wants to edit a message. Asked again whenever something changes, so that a passing edit can become a last one while it waits. */
export interface EditWish {
  isLast(): boolean;
  /** Milliseconds since 1970. */
  notBefore(): number;
}

export interface EditBudget {
  /** Resolves when the edit may be sent, or as soon as `signal` is aborted. */
  turn(wish: EditWish, signal: AbortSignal): Promise<void>;
  /** To be called when a wish has changed. */
  recheck(): void;
}

interface Waiting {
  readonly wish: EditWish;
  readonly go: () => void;
}

/** `chat.update` is 50 a minute for a whole workspace. Ten stay free for commands, six of ours for last edits. */
const windowMs = 60_000;
const editsPerWindow = 40;
const passingGapMs = Math.ceil(windowMs / 34);
const lastGapMs = 250;

/** Shares the workspace's edits among all messages: last edits first, the others in turn, evenly spread. */
export function createEditBudget(clock: Clock): EditBudget {
  const waiting: Waiting[] = [];
  let grants: number[] = [];
  let passingAt = 0;
  let isPumping = false;
  let nap = new AbortController();

  function allowedAt(wish: EditWish): number {
    const full = grants.length < editsPerWindow ? 0 : (grants.at(-editsPerWindow) ?? 0) + windowMs;
    const gap = wish.isLast() ? (grants.at(-1) ?? 0) + lastGapMs : passingAt;
    return Math.max(wish.notBefore(), full, gap);
  }

  function next(now: number): Waiting | undefined {
    const ready = waiting.filter(({ wish }) => allowedAt(wish) <= now);
    return ready.find(({ wish }) => wish.isLast()) ?? ready[0];
  }

  function grant(chosen: Waiting, now: number): void {
    waiting.splice(waiting.indexOf(chosen), 1);
    grants = [...grants.slice(1 - editsPerWindow), now];
    passingAt = now + passingGapMs;
    chosen.go();
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (waiting.length > 0) {
      const now = clock.now();
      const chosen = next(now);
      if (chosen !== undefined) {
        grant(chosen, now);
        continue;
      }
      const at = Math.min(...waiting.map(({ wish }) => allowedAt(wish)));
      nap = new AbortController();
      await clock.sleep(Math.max(1, at - now), nap.signal);
    }
    isPumping = false;
  }

  return {
    async turn(wish, signal) {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const mine: Waiting = { wish, go: resolve };
      const leave = (): void => {
        const index = waiting.indexOf(mine);
        if (index >= 0) waiting.splice(index, 1);
        nap.abort();
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(mine);
      nap.abort();
      void pump();
      await promise;
      signal.removeEventListener('abort', leave);
    },
    recheck: () => nap.abort(),
  };
}
