import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface HealthOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default: all addresses. */
  readonly host?: string | undefined;
  /** Name → whether it is well. Asked at every `/readyz`; may reject. */
  readonly checks: Readonly<Record<string, () => Promise<boolean>>>;
  /** Takes the signed requests of Slack; absent in Socket Mode. */
  readonly slack?: RequestListener | undefined;
  /** Path → what else is served there. */
  readonly routes?: ReadonlyMap<string, RequestListener> | undefined;
  /** How long a request may take to arrive. */
  readonly arriveMs?: number | undefined;
}

export interface HealthServer {
  readonly port: number;
  /** Stops listening; resolves when open requests are answered or cut. */
  close(): Promise<void>;
}

export const slackPath = '/slack/events';
const checkMs = 1_000;
const closeMs = 3_000;
/** Slack opens a few. Each may hold a body that nobody has vouched for yet. */
const mostConnections = 200;

/** `/healthz`: the event loop turns. `/readyz`: every check is well, otherwise 503. */
export async function serveHealth(options: HealthOptions): Promise<HealthServer> {
  const { arriveMs = 5_000, slack } = options;
  const bounds = {
    headersTimeout: arriveMs,
    requestTimeout: arriveMs,
    connectionsCheckingInterval: Math.min(1_000, arriveMs),
    maxHeaderSize: 16_384,
  };
  const server = createServer(bounds, (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz') return send(response, 200, { alive: true });
    if (path === '/readyz') return void sendReadiness(response, options.checks);
    if (path === slackPath && request.method === 'POST' && slack !== undefined) return slack(request, response);
    const route = options.routes?.get(path ?? '');
    return route === undefined ? send(response, 404, {}) : route(request, response);
  });
  server.maxConnections = mostConnections;
  const port = await listen(server, options);
  return { port, close: () => close(server) };
}

async function sendReadiness(response: ServerResponse, checks: HealthOptions['checks']): Promise<void> {
  const names = Object.entries(checks).map(async ([name, check]) => [name, await isWell(check)] as const);
  const results = await Promise.all(names);
  send(response, results.every(([, well]) => well) ? 200 : 503, Object.fromEntries(results));
}

async function isWell(check: () => Promise<boolean>): Promise<boolean> {
  return Promise.race([check(), wait(checkMs, false, { ref: false })]).catch(() => false);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function listen(server: Server, { port, host }: HealthOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), closeMs);
  await closed;
  clearTimeout(cut);
}
