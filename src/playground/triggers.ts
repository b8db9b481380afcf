import { randomBytes } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** Slack: a trigger is good for three seconds and one view. */
const lifeMs = 3_000;

export interface Trigger {
  readonly user: string;
  /** The modal that the interaction came from: a push goes on top of it. */
  readonly viewId?: string | undefined;
}

interface StoredTrigger extends Trigger {
  readonly expiresAt: number;
  used: boolean;
}

/** Trigger ids, each good for opening one view. */
export class Triggers {
  readonly #triggers = new Map<string, StoredTrigger>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(trigger: Trigger): string {
    this.#sweep();
    const id = `${this.#now()}.${Math.trunc(Math.random() * 1e12)}.${randomBytes(16).toString('hex')}`;
    this.#triggers.set(id, { ...trigger, expiresAt: this.#now() + lifeMs, used: false });
    return id;
  }

  /** Throws a `Refusal` for a trigger that is unknown, used or too old. */
  exchange(id: string): Trigger {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (trigger.expiresAt <= this.#now()) throw new Refusal('expired_trigger_id');
    trigger.used = true;
    return trigger;
  }

  /** Late ones stay known for a while, so that they are `expired` and not `invalid`. */
  #sweep(): void {
    for (const [id, trigger] of this.#triggers) if (trigger.expiresAt + 60_000 < this.#now()) this.#triggers.delete(id);
  }
}
