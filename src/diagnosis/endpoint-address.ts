import { valueOf, type Setting, type Variables } from '#domain/setting.ts';
import type { Endpoint } from '#probes/endpoints.ts';

import { placeOf } from './target-url.ts';

export function addressIn(setting: Setting, variables: Variables): URL | undefined {
  return URL.parse(valueOf(setting, variables) ?? '') ?? undefined;
}

export function addressOf(endpoint: Endpoint, variables: Variables): URL | undefined {
  return addressIn(endpoint.kind === 'http' ? endpoint.service.url : endpoint.socket.url, variables);
}

/** Host and port of its service. */
export function hostOf(endpoint: Endpoint, variables: Variables): string | undefined {
  const address = addressOf(endpoint, variables);
  return address && placeOf(address);
}

/** With the path of the address of its service before it. */
export function pathnameOf(endpoint: Endpoint, variables: Variables): string | undefined {
  if (endpoint.kind === 'websocket') return addressOf(endpoint, variables)?.pathname;
  return `${basePathOf(endpoint, variables)}${endpoint.check.path.split(/[?#]/u, 1)[0] ?? ''}` || '/';
}

/** `/billing` of a service at `https://staging.example.com/billing/`; empty where it has a host of its own. */
export function basePathOf(endpoint: Endpoint, variables: Variables): string {
  return addressOf(endpoint, variables)?.pathname.replace(/\/$/u, '') ?? '';
}

/** The name of the credential that signs in to it; undefined where nobody has to. */
export function credentialNameOf(endpoint: Endpoint | undefined): string | undefined {
  return endpoint?.kind === 'websocket' ? endpoint.socket.auth : endpoint?.check.auth;
}
