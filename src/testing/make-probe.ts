import { defaultLimits, type HttpProbe } from '#probes/probe.ts';

/** A plain HTTP probe of an endpoint that nobody serves. */
export function makeHttpProbe(changed: Partial<HttpProbe> = {}): HttpProbe {
  return {
    kind: 'http',
    id: 'p1.1',
    environment: 'staging',
    endpoint: 'api',
    location: 'here',
    reach: { url: 'http://127.0.0.1:1/health', limits: defaultLimits },
    headers: {},
    changed: {},
    isAdHoc: false,
    method: 'GET',
    version: 'h1',
    expect: {},
    ...changed,
  };
}
