import type { Variables } from '#domain/setting.ts';

import { markerVariable } from './family.ts';

export interface EnvironmentParts {
  /** What this program was started with. */
  readonly parent: Variables;
  /** What the suite names. */
  readonly named: Readonly<Record<string, string>>;
  /** What the runner's adapter adds. */
  readonly plan: Readonly<Record<string, string>>;
  readonly marker: string;
}

const passedOn = new Set([
  'PATH',
  'HOME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]);
const proxyVariable = /^(?:https?|wss?|all|no)_proxy$/i;

/**
 * All that a child gets: a short list from our own environment, what the suite names, what its runner needs, the marker.
 * Nothing makes Python unbuffered: pytest flushes each result, and a suite that prints a lot would pay for each line.
 */
export function childEnvironment({ parent, named, plan, marker }: EnvironmentParts): Readonly<Record<string, string>> {
  const inherited = Object.entries(parent).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isPassedOn(entry[0]),
  );
  return { ...Object.fromEntries(inherited), ...named, ...plan, [markerVariable]: marker };
}

function isPassedOn(name: string): boolean {
  return passedOn.has(name) || name.startsWith('LC_') || proxyVariable.test(name);
}
