import type { Connection } from './websocket-connection.ts';
import type { Arrival } from './websocket-inbox.ts';

/** One ping and its pong. */
export interface Ping {
  look(arrival: Arrival): void;
  /** Undefined until the pong came. */
  ms(): number | undefined;
}

let pings = 0;

export function sendPing(connection: Connection): Ping {
  pings += 1;
  const text = `teneleven ${pings}`;
  const sentMs = connection.ageMs();
  let tookMs: number | undefined;
  connection.ping(text);
  return {
    look(arrival) {
      if (arrival.kind === 'pong' && arrival.text === text) tookMs ??= arrival.atMs - sentMs;
    },
    ms: () => tookMs,
  };
}
