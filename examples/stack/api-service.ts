import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { agents } from './agent.ts';
import { ok, problem, readJson, type Answer } from './http.ts';
import { reportedVersion, uptimeS, type Service } from './service.ts';
import { answerThreads } from './thread-paths.ts';
import { bearer, createTokens } from './tokens.ts';

const slowMs = 900;

export async function answerApi(request: IncomingMessage, service: Service): Promise<Answer | undefined> {
  const { pathname } = new URL(request.url ?? '/', 'http://stack');
  if (pathname === '/faults') return answerFaults(request, service);
  const { faults } = service;
  if (faults.has('no-healthy-upstream')) return problem(503, 'no healthy upstream');
  if (faults.has('backend-slow')) await wait(slowMs);
  return (await answerPublic(request, pathname, service)) ?? answerSignedIn(request, pathname, service);
}

async function answerPublic(
  { method }: IncomingMessage,
  pathname: string,
  service: Service,
): Promise<Answer | undefined> {
  if (method !== 'GET') return undefined;
  const version = reportedVersion(service);
  switch (pathname) {
    case '/health':
      return ok({ status: 'healthy', service: 'api', version, uptimeS: uptimeS(service) });
    case '/health/ready':
      return readiness(service);
    case '/version':
      return ok({ service: 'api', sha: version, startedAt: service.startedAt.toISOString() });
    case '/config':
      return ok({
        environment: 'staging',
        authUrl: service.authUrl,
        webSocketPath: '/ws',
        largestMessageBytes: 65_536,
      });
    case '/discovery':
      return ok({ services: discovered(service) });
    case '/mcp/agents':
      return ok({ agents });
    case '/mcp/tools':
      return ok({ tools: agents.map(({ tool, description }) => ({ name: tool, description })) });
    default:
      return undefined;
  }
}

function discovered({ faults }: Service) {
  const entries = [
    { name: 'agents', path: '/mcp/agents' },
    { name: 'tools', path: '/mcp/tools' },
  ];
  return faults.has('discovery-entry-dead') ? [...entries, { name: 'memory', path: '/mcp/memory' }] : entries;
}

async function readiness({ faults, authUrl }: Service): Promise<Answer> {
  if (faults.has('dependency-hanging')) await forever();
  const store = faults.has('database-down') ? 'disconnected' : 'connected';
  const signal = AbortSignal.timeout(1_000);
  const auth = await fetch(`${authUrl}/health`, { signal }).then(
    (response) => (response.ok ? 'connected' : 'failing'),
    () => 'disconnected',
  );
  const isReady = store === 'connected' && auth === 'connected';
  return {
    status: isReady ? 200 : 503,
    body: { status: isReady ? 'ready' : 'degraded', dependencies: { store, auth } },
  };
}

async function answerSignedIn(request: IncomingMessage, pathname: string, service: Service): Promise<Answer> {
  if (!pathname.startsWith('/api/')) return problem(404, 'no such path');
  const user = await userOf(bearer(request.headers.authorization), service);
  if (user === undefined) return problem(401, 'a valid token is needed');
  if (service.faults.has('dependency-hanging')) await forever();
  if (service.faults.has('database-down')) return problem(500, 'the store is not connected');
  if (pathname === '/api/me') return ok({ user });
  return answerThreads(request, pathname, { user, threads: service.threads });
}

/** The user that a token of a request is for, as this service sees it. */
export async function userOf(token: string | undefined, { faults, tokens }: Service): Promise<string | undefined> {
  if (token === undefined) return undefined;
  return (faults.has('token-secret-mismatch') ? createTokens('another secret, rotated here only') : tokens).verify(
    token,
  );
}

/** The stack is only reachable from this machine; so is what breaks it. */
async function answerFaults(request: IncomingMessage, { faults }: Service): Promise<Answer> {
  if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')) {
    return problem(403, 'only from this machine');
  }
  if (request.method === 'POST') {
    const { faults: names } = await readJson(request);
    if (!Array.isArray(names)) return problem(400, '"faults" must be a list of names');
    try {
      faults.set(names.map(String));
    } catch (error) {
      return problem(400, error instanceof Error ? error.message : String(error));
    }
  }
  return ok({ faults: faults.list() });
}

async function forever(): Promise<never> {
  return new Promise(() => {});
}
