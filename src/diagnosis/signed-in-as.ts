import type { HttpEndpoint, SocketEndpoint } from '#probes/endpoints.ts';

/** The same path, asked with another credential of the configuration. */
export function pathAs(path: HttpEndpoint, auth: string): HttpEndpoint {
  return { ...path, check: { ...path.check, auth } };
}

/** The same websocket, opened with another credential of the configuration. */
export function socketAs(endpoint: SocketEndpoint, auth: string): SocketEndpoint {
  return { ...endpoint, socket: { ...endpoint.socket, auth } };
}
