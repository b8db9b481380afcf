export interface Message {
  readonly kind: 'message';
  readonly type?: string | undefined;
  /** Absent for a binary message. */
  readonly text?: string | undefined;
  readonly bytes: number;
  /** Since the upgrade. */
  readonly atMs: number;
}

/** What a rung may wait for. */
export type Arrival = Message | { readonly kind: 'pong'; readonly text: string; readonly atMs: number };

/** `ended`: closed or broken, by whom is in `closing`. `late`: not within the time. */
export type Waited<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'ended' }
  | { readonly kind: 'late' }
  | { readonly kind: 'aborted' };

/** Keeps arrivals in order until a rung has looked at them. */
export interface Inbox {
  readonly add: (arrival: Arrival) => void;
  /** Looks again whether it is over. */
  readonly wake: () => void;
  readonly until: <T>(take: (arrival: Arrival) => T | undefined, limitMs: number) => Promise<Waited<T>>;
}

export function createInbox(over: () => 'ended' | 'aborted' | undefined): Inbox {
  let arrivals: Arrival[] = [];
  let offer: (() => void) | undefined;
  return {
    add(arrival) {
      arrivals.push(arrival);
      offer?.();
    },
    wake: () => offer?.(),
    until<T>(take: (arrival: Arrival) => T | undefined, limitMs: number): Promise<Waited<T>> {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const settle = (waited: Waited<T>): void => {
          clearTimeout(timer);
          offer = undefined;
          resolve(waited);
        };
        offer = () => {
          for (const [index, arrival] of arrivals.entries()) {
            const value = take(arrival);
            if (value === undefined) continue;
            arrivals = arrivals.slice(index + 1);
            return settle({ kind: 'seen', value });
          }
          arrivals = [];
          const end = over();
          if (end !== undefined) settle({ kind: end });
        };
        offer();
        if (offer !== undefined) timer = setTimeout(() => settle({ kind: 'late' }), limitMs);
      });
    },
  };
}
