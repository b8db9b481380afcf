import type { Environment } from '#domain/configuration.ts';
import { valueOf, type Variables } from '#domain/setting.ts';

import { placeOf } from './target-url.ts';

/**
 * Whether an address in a failure is one of the environment's: its services, websockets and their direct addresses, by host.
 * Undefined where it is a path alone, or where an address of the environment is not known here.
 */
export function isExpectedTarget(target: string, environment: Environment, variables: Variables): boolean | undefined {
  const host = hostOf(target.includes('://') ? target : `none://${target}`);
  if (target.startsWith('/') || host === undefined) return undefined;
  const settings = [...environment.services.values(), ...environment.websockets.values()].flatMap(({ url, direct }) => [
    url,
    direct,
  ]);
  const known = settings
    .filter((setting) => setting !== undefined)
    .map((setting) => hostOf(valueOf(setting, variables) ?? ''));
  if (known.includes(host)) return true;
  const isUnclear = known.length === 0 || known.includes(undefined) || isAddress(host);
  return isUnclear || mayBeNamed(host, known) ? undefined : false;
}

function hostOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed === null || parsed.host === '' ? undefined : placeOf(parsed);
}

/** A name of the environment at that port may stand for this address. */
function mayBeNamed(host: string, known: readonly (string | undefined)[]): boolean {
  const port = host.slice(host.lastIndexOf(':'));
  const isNumber = /^(?:\d{1,3}\.){3}\d{1,3}:/u.test(host);
  return isNumber && known.some((each) => each?.endsWith(port) === true && !/^[\d.]+:|^\[/u.test(each));
}

/** An IP address may be that of any name. */
function isAddress(host: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}:|^\[/u.test(host) && !host.startsWith('127.');
}
