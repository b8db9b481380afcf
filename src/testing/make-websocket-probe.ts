import { defaultLimits, type TimeLimits, type WebSocketProbe } from '#probes/probe.ts';

/** A WebSocket probe that expects nothing and has little patience. */
export function makeWebSocketProbe(
  url: string,
  { limits, ...changed }: Partial<WebSocketProbe> & { readonly limits?: Partial<TimeLimits> } = {},
): WebSocketProbe {
  return {
    kind: 'websocket',
    id: 'p1.1',
    environment: 'staging',
    endpoint: 'chat',
    location: 'here',
    reach: { url, limits: { ...defaultLimits, answerMs: 1_000, ...limits } },
    headers: {},
    changed: {},
    isAdHoc: false,
    subprotocols: [],
    token: 'none',
    expect: [],
    typeAt: '/type',
    withinMs: 1_000,
    holdWith: 'nothing',
    sizes: [],
    ...changed,
  };
}
