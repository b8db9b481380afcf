import type { HttpEndpoint } from './endpoints.ts';
import { limitsFor, recordOf, type PrepareParts } from './prepare-parts.ts';
import { prepareReach } from './prepare-reach.ts';
import { checkHeaders, joinPath, parseAddress, resolveAll, type Problem } from './prepare-settings.ts';
import { credentialSettings, fetchToken } from './prepare-token.ts';
import type { HttpExpectations, HttpProbe } from './probe.ts';

type Headers = Readonly<Record<string, string>>;

/** A path of a service. A token goes into `Authorization`, in place of what the service's own headers have there. */
export async function prepareHttp(
  endpoint: HttpEndpoint,
  parts: PrepareParts,
  signal: AbortSignal,
): Promise<HttpProbe | Problem> {
  const { environment, changed, id, location } = parts;
  const address = addressOf(endpoint, parts);
  if ('problem' in address) return address;
  const headers = await signIn(address.headers, endpoint, { parts, signal });
  if ('problem' in headers) return headers;
  const reach = await prepareReach(parts, { url: address.url, limits: limitsFor(endpoint.check) });
  if ('problem' in reach) return reach;
  return {
    kind: 'http',
    id,
    environment: environment.name,
    endpoint: endpoint.id,
    location,
    reach,
    headers: headers.headers,
    changed: recordOf(changed),
    isAdHoc: false,
    method: 'GET',
    version: changed?.['http-version'] ?? 'h1',
    expect: expectationsOf(endpoint),
  };
}

function addressOf(
  endpoint: HttpEndpoint,
  parts: PrepareParts,
): { readonly url: URL; readonly headers: Headers } | Problem {
  const { service, name, check } = endpoint;
  const route = parts.changed?.route === 'direct' && service.direct !== undefined ? 'direct' : 'url';
  const key = `services.${name}.${route}`;
  const named = Object.entries(service.headers);
  const settings = [
    { key, setting: (route === 'direct' ? service.direct : undefined) ?? service.url },
    ...named.map(([header, setting]) => ({ key: `services.${name}.headers.${header}`, setting })),
  ];
  const resolved = resolveAll([...settings, ...credentialSettings(check.auth, parts)], parts.variables);
  if ('problem' in resolved) return resolved;
  const [base = '', ...values] = resolved.values;
  const address = parseAddress(base, key, ['http:', 'https:']);
  if ('problem' in address) return address;
  const headers = Object.fromEntries(named.map(([header], index) => [header, values[index] ?? '']));
  const own =
    address.authorization === undefined || hasAuthorization(headers)
      ? headers
      : withAuthorization(headers, address.authorization);
  return { url: joinPath(address.url, check.path), headers: own };
}

async function signIn(
  headers: Headers,
  { check }: HttpEndpoint,
  { parts, signal }: { readonly parts: PrepareParts; readonly signal: AbortSignal },
): Promise<{ readonly headers: Headers } | Problem> {
  const fetched = await fetchToken(check.auth, parts, signal);
  if ('problem' in fetched) return fetched;
  const bearer = fetched.token === undefined ? undefined : `Bearer ${fetched.token}`;
  const sent = check.auth === undefined ? headers : withAuthorization(headers, bearer);
  const problem = checkHeaders(sent);
  return problem === undefined ? { headers: sent } : { problem };
}

function hasAuthorization(headers: Headers): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}

function withAuthorization(headers: Headers, authorization: string | undefined): Headers {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return Object.fromEntries(authorization === undefined ? others : [...others, ['authorization', authorization]]);
}

function expectationsOf({ check, isBare }: HttpEndpoint): HttpExpectations {
  const { status, contains, json, withinMs } = check;
  return { status, statusBelow: isBare ? 500 : undefined, contains, json, withinMs };
}
