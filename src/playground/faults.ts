import type { Fault } from './contract.ts';

export type FaultKind = Fault['kind'];

interface Pending {
  readonly fault: Fault;
  left: number;
}

/** What shall go wrong next, in the order in which it was asked for. */
export class Faults {
  #pending: Pending[] = [];

  add(fault: Fault, times: number = fault.times ?? 1): void {
    if (times > 0) this.#pending.push({ fault, left: times });
  }

  /** The first fault of one of these kinds that is meant for this method, used up by one. */
  take(kinds: readonly FaultKind[], method?: string): Fault | undefined {
    const found = this.#pending.find(
      ({ fault }) => kinds.includes(fault.kind) && (fault.method === undefined || fault.method === method),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#pending = this.#pending.filter((pending) => pending !== found);
    return found.fault;
  }
}
