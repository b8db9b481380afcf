import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { answerApi } from './api-service.ts';
import { answerAuth } from './auth-service.ts';
import { createFaultBoard, type FaultBoard } from './faults.ts';
import { close, listen, portOf } from './http.ts';
import { createReleases } from './releases.ts';
import type { Build, Service } from './service.ts';
import { serveSockets } from './socket-service.ts';
import { createThreads } from './threads.ts';
import { createTokens } from './tokens.ts';

export interface StackOptions {
  /** 0 or absent: any free port. Always on 127.0.0.1. */
  readonly ports?: { readonly api?: number | undefined; readonly auth?: number | undefined } | undefined;
  /** Names of faults to begin with. */
  readonly faults?: readonly string[] | undefined;
  /** Factor on the time that agents take; 0.2 makes tests quick. Default 1. */
  readonly pace?: number | undefined;
  /** What runs. Default: a version of its own, and whole. */
  readonly build?: Build | undefined;
  /** Of another stack, for one that shares them. Default: generated. */
  readonly secrets?: { readonly jwtSecret: string; readonly password: string } | undefined;
  /** Default: as many as come. */
  readonly agentsAtOnce?: number | undefined;
}

/** A small chat service with its auth service: something real to test, to deploy, and to break. */
export interface Stack {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly webSocketUrl: string;
  /** What `examples/e2e.yaml` reads: addresses, the version and generated secrets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly faults: FaultBoard;
  close(): Promise<void>;
}

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { ports = {}, faults = [], pace = 1, agentsAtOnce = Number.POSITIVE_INFINITY } = options;
  const board = createFaultBoard(faults);
  const { jwtSecret, password } = options.secrets ?? { jwtSecret: random(24), password: random(12) };
  const auth = await listen(ports.auth ?? 0, (request) => answerAuth(request, service));
  const service: Service = {
    faults: board,
    tokens: createTokens(jwtSecret),
    threads: createThreads(),
    build: options.build ?? { version: randomBytes(20).toString('hex'), breaksSockets: false },
    agentsAtOnce,
    authUrl: urlOf(auth),
    password,
    pace,
    startedAt: new Date(),
  };
  const api = await listen(ports.api ?? 0, (request) => answerApi(request, service));
  const sockets = serveSockets(api, service);
  const releases = createReleases({ service, closeSockets: () => sockets.restart() });
  const registry = await listen(0, releases.answer);
  const apiUrl = urlOf(api);
  const webSocketUrl = `${apiUrl.replace('http', 'ws')}/ws`;
  return {
    apiUrl,
    authUrl: service.authUrl,
    webSocketUrl,
    variables: {
      DEMO_API_URL: apiUrl,
      DEMO_AUTH_URL: service.authUrl,
      DEMO_WS_URL: webSocketUrl,
      DEMO_EVENTS_URL: `${webSocketUrl}/events`,
      DEMO_VERSION: service.build.version,
      DEMO_JWT_SECRET: jwtSecret,
      DEMO_PASSWORD: service.password,
      DEMO_RELEASES_URL: urlOf(registry),
      DEMO_REGISTRY_TOKEN: releases.oldToken,
    },
    faults: board,
    close: async () => {
      sockets.close();
      await Promise.all([close(api), close(auth), close(registry)]);
    },
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${portOf(server)}`;
}
