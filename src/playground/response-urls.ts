import { randomBytes } from 'node:crypto';

/** Slack: five times within thirty minutes. */
const maxUses = 5;
const lifeMs = 30 * 60_000;
const maxUrls = 2_000;

export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message whose button was pressed. */
  readonly original?: { readonly ts: string; readonly isEphemeral: boolean } | undefined;
}

interface StoredTarget {
  readonly target: ResponseTarget;
  readonly expiresAt: number;
  uses: number;
}

/** Paths such as `/commands/T000000001/…`, each good for five answers within thirty minutes. */
export class ResponseUrls {
  readonly #targets = new Map<string, StoredTarget>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(target: ResponseTarget): string {
    const id = randomBytes(18).toString('base64url');
    this.#targets.set(id, { target, expiresAt: this.#now() + lifeMs, uses: 0 });
    const oldest = this.#targets.keys().next().value;
    if (this.#targets.size > maxUrls && oldest !== undefined) this.#targets.delete(oldest);
    return id;
  }

  /** The target, or Slack's word for why it cannot be used any more. */
  use(id: string): ResponseTarget | 'expired_url' | 'used_url' {
    const stored = this.#targets.get(id);
    if (stored === undefined || stored.expiresAt <= this.#now()) return 'expired_url';
    if (stored.uses >= maxUses) return 'used_url';
    stored.uses += 1;
    return stored.target;
  }
}
