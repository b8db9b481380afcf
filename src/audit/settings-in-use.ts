import type { Credential, Environment } from '#domain/configuration.ts';
import { valueOf, type Setting, type Variables } from '#domain/setting.ts';

/** An address that the configuration of an environment names. */
export interface NamedAddress {
  /** `services.api.url`. */
  readonly key: string;
  readonly name: string;
  readonly kind: 'service' | 'websocket';
  readonly isDirect: boolean;
  readonly url: URL;
}

/** All addresses of an environment whose variables are set; those that go round the proxy as well. */
export function addressesOf(environment: Environment, variables: Variables): readonly NamedAddress[] {
  const of = (kind: NamedAddress['kind'], key: string, settings: ReadonlyMap<string, Addressed>): NamedAddress[] =>
    [...settings].flatMap(([name, { url, direct }]) => {
      const both = [
        { part: 'url', setting: url },
        ...(direct === undefined ? [] : [{ part: 'direct', setting: direct }]),
      ];
      return both.flatMap(({ part, setting }) => {
        const parsed = URL.parse(valueOf(setting, variables)?.trim() ?? '');
        if (parsed === null || parsed.hostname === '') return [];
        return [{ key: `${key}.${name}.${part}`, name, kind, isDirect: part === 'direct', url: parsed }];
      });
    });
  return [...of('service', 'services', environment.services), ...of('websocket', 'websockets', environment.websockets)];
}

interface Addressed {
  readonly url: Setting;
  readonly direct?: Setting | undefined;
}

/** Variable → the keys of the configuration that take their value from it. */
export function variablesInUse(environment: Environment): ReadonlyMap<string, readonly string[]> {
  const used = new Map<string, string[]>();
  const add = (key: string, setting: Setting | undefined): void => {
    if (setting === undefined || typeof setting === 'string') return;
    used.set(setting.env, [...(used.get(setting.env) ?? []), key]);
  };
  for (const [name, service] of environment.services) {
    add(`services.${name}.url`, service.url);
    add(`services.${name}.direct`, service.direct);
    for (const [header, value] of Object.entries(service.headers)) add(`services.${name}.headers.${header}`, value);
  }
  for (const [name, socket] of environment.websockets) {
    add(`websockets.${name}.url`, socket.url);
    add(`websockets.${name}.direct`, socket.direct);
  }
  for (const [name, credential] of environment.credentials) {
    for (const [key, setting] of settingsOf(credential)) add(`credentials.${name}.${key}`, setting);
  }
  return used;
}

export function settingsOf(credential: Credential): readonly (readonly [key: string, setting: Setting | undefined])[] {
  switch (credential.kind) {
    case 'static':
      return [['static', credential.token]];
    case 'jwt':
      return [
        ['jwt.secret', credential.secret],
        ['jwt.privateKey', credential.privateKey],
      ];
    case 'login':
      return Object.entries(credential.body).map(([key, setting]) => [`login.body.${key}`, setting] as const);
  }
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/u.test(hostname);
}

/** The port that is really used. */
export function portOf(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' || url.protocol === 'wss:' ? '443' : '80';
}

export function isEncrypted(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'wss:';
}
