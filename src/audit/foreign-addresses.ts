import type { Environment } from '#domain/configuration.ts';

import type { Evidence } from './evidence.ts';
import { addressesOf, isLoopback, portOf } from './settings-in-use.ts';

/** A text that has no business in this environment. */
export interface Foreign {
  /** The other environment; absent for a forbidden text. */
  readonly environment?: string | undefined;
  readonly text: string;
  readonly pattern: RegExp;
}

/** Hosts of the other environments that this one does not have as well, and what the team forbids. */
export function foreignTexts({ environment, others, variables }: Evidence): readonly Foreign[] {
  const own = placesOf(environment, variables);
  const theirs = others.flatMap((other) =>
    placesOf(other, variables).flatMap(({ hostname, port }): readonly Foreign[] => {
      const same = own.filter((place) => place.hostname === hostname);
      if (same.some((place) => place.port === undefined || port === undefined || place.port === port)) return [];
      // On one machine the ports are what tells environments apart.
      const text = isLoopback(hostname) || same.length > 0 ? `${hostname}:${port ?? ''}` : hostname;
      if (text.endsWith(':')) return [];
      return [{ environment: other.name, text, pattern: hostPattern(text) }];
    }),
  );
  const forbidden = environment.audit.forbid.map((text) => ({ text, pattern: new RegExp(escaped(text), 'iu') }));
  return [...new Map([...theirs, ...forbidden].map((each) => [each.text, each])).values()];
}

interface HostPlace {
  readonly hostname: string;
  /** Undefined: any. */
  readonly port?: string | undefined;
}

function placesOf(environment: Environment, variables: Evidence['variables']): readonly HostPlace[] {
  const addresses = addressesOf(environment, variables).map(({ url }) => ({
    hostname: url.hostname,
    port: portOf(url),
  }));
  const domains = environment.audit.domains.flatMap((domain): readonly HostPlace[] => {
    const url = URL.parse(`https://${domain}/`);
    return url === null ? [] : [{ hostname: url.hostname, port: url.port === '' ? undefined : url.port }];
  });
  return [...addresses, ...domains];
}

/** A whole host: `api.example.com` is not in `api.example.community` nor in `old-api.example.com`; one word only in an address. */
function hostPattern(host: string): RegExp {
  const before = host.includes('.') || host.includes(':') ? String.raw`(?<![\w.-])` : String.raw`(?<=\/\/|@)`;
  return new RegExp(`${before}${escaped(host)}(?![\\w-]|\\.\\w)`, 'iu');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
