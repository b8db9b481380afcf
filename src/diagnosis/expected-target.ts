import type { Environment } from '#domain/configuration.ts';
import { valueOf, type Variables } from '#domain/setting.ts';

import { endpointsOf } from '#probes/endpoints.ts';

import { addressIn, pathnameOf } from './endpoint-address.ts';
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

/** Whether the environment has that path elsewhere: of a check, or where one signs in. Health and root are everybody's. */
export function isPathOf(pathname: string, environment: Environment, variables: Variables): boolean {
  const checked = endpointsOf(environment)
    .filter((each) => each.kind === 'http' && !each.isBare && each.check.path !== each.service.health)
    .map((each) => pathnameOf(each, variables));
  const logins = [...environment.credentials.values()].flatMap((credential) => {
    const service = credential.kind === 'login' ? environment.services.get(credential.service) : undefined;
    const base = service && addressIn(service.url, variables)?.pathname.replace(/\/$/u, '');
    return credential.kind !== 'login' || base === undefined ? [] : [`${base}${credential.path.split('?', 1)[0]}`];
  });
  return pathname !== '/' && [...checked, ...logins].includes(pathname);
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
