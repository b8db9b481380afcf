import type { SocketEndpoint } from './endpoints.ts';
import { limitsFor, recordOf, type PrepareParts } from './prepare-parts.ts';
import { prepareReach } from './prepare-reach.ts';
import { checkHeaders, parseAddress, resolveAll, type Problem } from './prepare-settings.ts';
import { credentialSettings, fetchToken } from './prepare-token.ts';
import type { WebSocketProbe } from './probe.ts';
import { handOver, type Handed } from './token-forms.ts';

/** Written into `send` where a new text shall stand each time, which must come back exactly once. */
const noncePlaceholder = '{{nonce}}';
const defaultWithinMs = 8_000;

/** A websocket, with its token handed over in the form of the endpoint or of the change. */
export async function prepareWebSocket(
  endpoint: SocketEndpoint,
  parts: PrepareParts,
  signal: AbortSignal,
): Promise<WebSocketProbe | Problem> {
  const { socket } = endpoint;
  const { changed } = parts;
  const address = addressOf(endpoint, parts);
  if ('problem' in address) return address;
  const fetched = await fetchToken(socket.auth, parts, signal);
  if ('problem' in fetched) return fetched;
  const authBy = changed?.['auth-form'] ?? endpoint.authBy;
  const handed = handOver(fetched.token, authBy, address);
  if ('problem' in handed) return handed;
  const problem = checkHeaders(handed.headers);
  if (problem !== undefined) return { problem };
  const holdMs = changed?.hold === undefined ? socket.holdMs : Number(changed.hold) || undefined;
  const limits = limitsFor({ withinMs: socket.withinMs, holdMs });
  const reach = await prepareReach(parts, { url: handed.url, limits });
  if ('problem' in reach) return reach;
  return { ...fieldsOf(endpoint, parts, handed), authBy, reach, holdMs };
}

function addressOf(
  { name, socket }: SocketEndpoint,
  parts: PrepareParts,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } | Problem {
  const route = parts.changed?.route === 'direct' && socket.direct !== undefined ? 'direct' : 'url';
  const key = `websockets.${name}.${route}`;
  const setting = (route === 'direct' ? socket.direct : undefined) ?? socket.url;
  const resolved = resolveAll([{ key, setting }, ...credentialSettings(socket.auth, parts)], parts.variables);
  if ('problem' in resolved) return resolved;
  const address = parseAddress(resolved.values[0] ?? '', key, ['ws:', 'wss:']);
  if ('problem' in address) return address;
  const { url, authorization } = address;
  const headers = {
    ...(socket.origin === undefined ? {} : { origin: socket.origin }),
    ...(authorization === undefined ? {} : { authorization }),
  };
  return { url, headers };
}

type Fields = Omit<WebSocketProbe, 'authBy' | 'reach' | 'holdMs'>;

function fieldsOf({ id, socket }: SocketEndpoint, parts: PrepareParts, handed: Handed): Fields {
  const { changed, environment, location } = parts;
  return {
    kind: 'websocket',
    id: parts.id,
    environment: environment.name,
    endpoint: id,
    location,
    headers: handed.headers,
    changed: recordOf(changed),
    isAdHoc: false,
    subprotocols: [...handed.subprotocols, ...socket.subprotocols],
    token: socket.auth === undefined ? 'none' : (changed?.token ?? 'good'),
    firstMessage: handed.firstMessage,
    welcome: socket.welcome,
    send: socket.send,
    nonce: socket.send?.includes(noncePlaceholder) ? noncePlaceholder : undefined,
    expect: socket.expect,
    typeAt: socket.typeAt,
    withinMs: socket.withinMs ?? defaultWithinMs,
    holdWith: changed?.['hold-with'] ?? 'nothing',
    unreadMs: changed?.unread === undefined ? undefined : Number(changed.unread) || undefined,
    sizes: (changed?.size ?? '')
      .split(',')
      .map(Number)
      .filter((size) => size > 0),
  };
}
