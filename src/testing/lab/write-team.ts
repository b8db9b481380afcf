import { fileURLToPath } from 'node:url';

import type { Plan } from './plan.ts';
import type { Addresses } from './start-system.ts';

export const socketEvents = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];

export interface TeamParts {
  readonly addresses: Addresses;
  /** The file of the authority. */
  readonly ca: string;
  /** An address that always answers. */
  readonly control: string;
}

/** The `e2e.yaml` that a team would write for the stack; JSON is YAML. */
export function writeTeam(plan: Plan, { addresses, ca, control }: TeamParts): string {
  const { team, runner, service, auth } = plan;
  const direct = team.hasDirect;
  const document = {
    environments: {
      staging: {
        services: {
          api: {
            url: addresses.api,
            health: '/health',
            deepHealth: '/health/ready',
            version: '/version#/sha',
            checks: ['/config', '/discovery', signedIn('/api/me'), signedIn('/api/items')],
            ...(direct && { direct: addresses.directApi }),
            ...team.api,
          },
          auth: { url: addresses.auth, health: '/health' },
        },
        websockets: {
          chat: {
            url: addresses.socket,
            auth: 'e2e-user',
            authBy: ['header', 'subprotocol'],
            welcome: 'connected',
            send: '{"type":"chat","text":"ping","run":"probe"}',
            expect: socketEvents,
            within: '5s',
            ...(direct && { direct: addresses.directSocket }),
            ...team.websocket,
          },
        },
        credentials: { 'e2e-user': credentialOf(plan) },
        tls: { ca },
        ...team.environment,
      },
    },
    suites: {
      critical: {
        runner,
        command: commandOf(runner, team.suite),
        timeout: '2m',
        environment: variablesOf(plan, service.socketPath),
      },
    },
    // All clocks of the world but ours.
    alerts: { control: [`${control}?aheadS=${auth.clockS ?? 0}`] },
    history: { data: 'data' },
  };
  return JSON.stringify(document, undefined, 2);
}

function signedIn(path: string) {
  return { path, auth: 'e2e-user' };
}

function credentialOf({ team, service }: Plan) {
  if (team.signsIn === 'minted') {
    const claims = { sub: team.user, ...service.claims };
    return { jwt: { alg: service.algorithm ?? 'HS256', secret: { env: 'LAB_SECRET' }, claims, ttl: '5m' } };
  }
  const body = { user: team.user, password: { env: 'LAB_PASSWORD' } };
  return { login: { service: 'auth', path: '/login', body, token: '/token' } };
}

const suites = fileURLToPath(new URL('suites/', import.meta.url));

function commandOf(runner: Plan['runner'], suite = 'lab'): readonly string[] {
  if (runner === 'node-test') return ['node', '--test', `${suites}${suite}-suite.mjs`];
  const words = ['-v', '--tb=short', '-p', 'no:cacheprovider'];
  return ['/usr/bin/python3', '-m', 'pytest', `${suites}${suite}_suite.py`, ...words];
}

/** Every suite signs its own tokens, or signs in; as the team does in its credentials. */
function variablesOf({ team }: Plan, socketPath = '/ws') {
  return {
    STAGING_URL: '${services.api.url}',
    STAGING_AUTH_URL: '${services.auth.url}',
    STAGING_WS_URL: '${websockets.chat.url}',
    STAGING_WS_PATH: socketPath,
    JWT_SECRET: { env: 'LAB_SECRET' },
    E2E_PASSWORD: { env: 'LAB_PASSWORD' },
    E2E_USER: team.user,
    SIGNS_IN: team.signsIn,
    IDLE_MS: String(team.idleMs),
    CONNECTIONS: String(team.connections),
    REQUEST_MS: String(team.requestMs),
    PYTHONDONTWRITEBYTECODE: '1',
    ...team.variables,
  };
}

/** What stands in the variables of the process that runs the suite and asks back. */
export function secretsOf({ team, service, auth }: Plan, ca: string): Readonly<Record<string, string>> {
  return {
    LAB_SECRET: team.variables['LAB_SECRET'] ?? service.secret ?? '',
    ...team.around,
    LAB_PASSWORD: auth.password ?? '',
    NODE_EXTRA_CA_CERTS: ca,
    SSL_CERT_FILE: ca,
  };
}
