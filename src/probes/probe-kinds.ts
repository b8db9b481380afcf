import { probeHttp } from './http-probe.ts';
import type { ProbeKinds } from './run-probe.ts';
import { probeWebSocket } from './websocket-probe.ts';

/** One function for each kind of probe: the list. */
export const probeKinds: ProbeKinds = {
  http: probeHttp,
  websocket: probeWebSocket,
};
