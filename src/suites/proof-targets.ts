import type { Environment, Suite } from '#domain/configuration.ts';
import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';
import type { Contact } from '#domain/test-result.ts';

/** A place that a real test must reach. Without a port: any port of the host. */
export interface Target {
  readonly host: string;
  readonly port?: number | undefined;
}

/**
 * What a test of the suite must reach: `suite.targets`, else every service and WebSocket of the environment. A proxy in
 * the variables of the child stands for what lies behind it.
 */
export function targetsOf(
  suite: Pick<Suite, 'targets'>,
  environment: Environment,
  { own, child }: { readonly own: Variables; readonly child: Variables },
): readonly Target[] {
  const served = servedBy(environment, own);
  const named = suite.targets.flatMap((text) => namedTargets(text, served));
  return [...(suite.targets.length > 0 ? named : served), ...proxiesIn(child)];
}

/** Connected, and answered: a connection over which nothing came back proves nothing. */
export function isMet({ host, port, bytesIn }: Contact, targets: readonly Target[]): boolean {
  if (bytesIn === 0) return false;
  return targets.some((target) => isSameHost(target.host, host) && (target.port === undefined || target.port === port));
}

/** Whether only TLS is spoken there, as the environment names it or by its port. */
export function speaksTls(target: Target, { services, websockets }: Environment, variables: Variables): boolean {
  const named = [...services.values(), ...websockets.values()]
    .flatMap(({ url, direct }) => (direct === undefined ? [url] : [url, direct]))
    .flatMap((setting) => textOf(setting, variables))
    .filter((text) =>
      targetOfUrl(text).some(({ host, port }) => isSameHost(host, target.host) && port === target.port),
    );
  return named.length > 0 ? named.some((text) => /^(?:https|wss):/iu.test(text)) : target.port === 443;
}

function servedBy({ services, websockets }: Environment, variables: Variables): readonly Target[] {
  return [...services.values(), ...websockets.values()]
    .flatMap(({ url, direct }) => (direct === undefined ? [url] : [url, direct]))
    .flatMap((setting) => textOf(setting, variables))
    .flatMap(targetOfUrl);
}

function textOf(setting: Setting, variables: Variables): readonly string[] {
  try {
    return [resolveSetting(setting, variables)];
  } catch {
    // A service whose variable is not set cannot have been met.
    return [];
  }
}

function targetOfUrl(text: string): readonly Target[] {
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return [];
  return [{ host: url.hostname, port: url.port === '' ? defaultPort(url.protocol) : Number(url.port) }];
}

function defaultPort(protocol: string): number {
  return protocol === 'http:' || protocol === 'ws:' ? 80 : 443;
}

/** `host`, `host:port` or a whole address. A host that the environment serves has the environment's ports. */
function namedTargets(text: string, served: readonly Target[]): readonly Target[] {
  if (text.includes('://')) return targetOfUrl(text);
  const [, host = text, port] =
    /^(.+?)(?::(\d+))?$/u.exec(text.includes(']') || !/:.*:/u.test(text) ? text : `[${text}]`) ?? [];
  if (port !== undefined) return [{ host, port: Number(port) }];
  const known = served.filter((target) => isSameHost(target.host, host));
  return known.length > 0 ? known : [{ host }];
}

function proxiesIn(child: Variables): readonly Target[] {
  return Object.entries(child)
    .filter(([name]) => /^(?:https?|wss?|all)_proxy$/iu.test(name))
    .flatMap(([, value]) =>
      targetOfUrl(value === undefined || value.includes('://') ? (value ?? '') : `http://${value}`),
    );
}

function isSameHost(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/** The names of this machine's own loopback are one. */
function plain(host: string): string {
  const bare = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/u, '$1')
    .replace(/\.$/u, '')
    .replace(/^::ffff:(?=\d+\.)/u, '');
  return ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(bare) ? 'localhost' : bare;
}
