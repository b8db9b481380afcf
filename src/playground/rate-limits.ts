import type { SlackJson } from './contract.ts';
import { textOf } from './json.ts';
import type { Method } from './methods/method.ts';

/** Counts calls in sliding windows. */
export class RateLimits {
  readonly #calls = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts the call; or, when it is one too many, the seconds to wait. */
  retryAfterS(name: string, method: Method, args: SlackJson): number | undefined {
    const { calls, withinMs, per } = method.rate;
    const key = per === undefined ? name : `${name} ${textOf(args, per)}`;
    const now = this.#now();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - withinMs);
    this.#calls.set(key, recent);
    const first = recent[0];
    if (first !== undefined && recent.length >= calls) return Math.max(1, Math.ceil((first + withinMs - now) / 1_000));
    recent.push(now);
    if (this.#calls.size > 1_000) this.#calls.clear();
    return undefined;
  }
}
