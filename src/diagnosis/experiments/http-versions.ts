import { addressIn } from './aim.ts';
import { compare } from './compare.ts';
import type { Experiment } from './experiment.ts';

export const httpVersions: Experiment = {
  name: 'http-versions',
  observes: ['http.h1', 'http.h2'],
  costSeconds: 1,
  connections: 6,
  doing: 'comparing HTTP/1.1 with HTTP/2',
  applies: ({ paths: [path] }, { variables }) =>
    path !== undefined && addressIn(path.service.url, variables)?.protocol === 'https:',
  run: async ({ paths: [endpoint] }, lab, signal) => {
    if (endpoint === undefined) return [];
    const seen = await compare(
      [
        { fact: 'http.h1', label: 'by HTTP/1.1', wish: { endpoint, changed: { 'http-version': 'h1' } } },
        { fact: 'http.h2', label: 'by HTTP/2', wish: { endpoint, changed: { 'http-version': 'h2' } } },
      ],
      lab,
      signal,
    );
    // That a server does not offer HTTP/2 is no failure of it.
    return seen.filter(({ value }) => !/ALPN_NOT_H2|NO_APPLICATION_PROTOCOL/u.test(String(value)));
  },
};
