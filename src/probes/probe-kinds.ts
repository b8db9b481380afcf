import type { ProbeKinds } from './run-probe.ts';

/** One function for each kind of probe: the list. */
export const probeKinds: ProbeKinds = {
  http: () => Promise.reject(new Error('not yet')),
  websocket: () => Promise.reject(new Error('not yet')),
};
