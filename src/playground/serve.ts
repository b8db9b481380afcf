import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { serveApi, type ApiParts } from './api-route.ts';
import type { Outcome } from './faults.ts';
import { send, targetOf } from './http-body.ts';
import { servePage, streamEvents, type PageParts } from './page-route.ts';
import { serveResponse } from './response-route.ts';
import { staticFile } from './static-files.ts';
import { serveUpload } from './upload-route.ts';

export type Parts = ApiParts & PageParts;

/** Lets a server answer for a playground: Web API, socket, uploads, `response_url`s, and the page. */
export function serve(server: Server, parts: Parts): void {
  const { origin, sockets } = parts.stage;
  const host = origin.replace('http://', '');
  // Another name for this address would let a web page of that name in.
  const hosts = new Set([host, host.replace('127.0.0.1', 'localhost')]);
  const isKnown = (request: IncomingMessage): boolean => hosts.has(request.headers.host ?? '');
  server.on('request', (request, response) => {
    if (!isKnown(request)) return send(response, { status: 421, body: 'Unknown host' });
    void answer(parts, request, response);
    return undefined;
  });
  server.on('upgrade', (request, stream, head) => {
    if (sockets !== undefined && isKnown(request)) sockets.accept(request, stream, head);
    else stream.destroy();
  });
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname } = targetOf(request);
    if (pathname === '/page/events') return streamEvents(parts.playing, response);
    const outcome = await route(parts, request, pathname);
    if (outcome === 'cut') response.destroy();
    else if (outcome !== 'hang') send(response, outcome);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else send(response, { status: 500, body: error instanceof Error ? error.message : 'Internal Server Error' });
  }
}

function route(parts: Parts, request: IncomingMessage, pathname: string): Promise<Outcome> {
  if (pathname.startsWith('/api/')) return serveApi(parts, request);
  if (pathname.startsWith('/page/')) return servePage(parts, request, pathname.slice('/page/'.length));
  if (pathname.startsWith('/response/')) return serveResponse(parts.stage, request);
  if (pathname.startsWith('/upload/v1/')) return serveUpload(parts.stage, request);
  return staticFile(pathname);
}
