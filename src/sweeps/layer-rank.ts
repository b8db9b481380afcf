import type { Step } from '#domain/probe.ts';

/** How low a rung stands: the answer to a request and that to an upgrade are equals. */
const ranks: Readonly<Record<Step, number>> = {
  dns: 0,
  tcp: 1,
  tls: 2,
  request: 3,
  response: 3,
  upgrade: 3,
  subprotocol: 4,
  auth: 5,
  welcome: 6,
  'round-trip': 7,
  hold: 8,
  close: 9,
};

export function layerRank(layer: Step): number {
  return ranks[layer];
}

/** Below the protocol: it never came to a request. */
export function isNetwork(layer: Step): boolean {
  return ranks[layer] <= ranks.tls;
}
