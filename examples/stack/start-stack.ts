import { randomBytes } from 'node:crypto';
import { answerApi } from './api-service.ts';
import { answerAuth } from './auth-service.ts';
import { createFaultBoard, type FaultBoard } from './faults.ts';
import { close, listen, portOf } from './http.ts';
import type { Service } from './service.ts';
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
}

/** A small chat service with its auth service: something real to test, and to break. */
export interface Stack {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly webSocketUrl: string;
  /** What `examples/e2e.yaml` reads: addresses, the version and generated secrets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly faults: FaultBoard;
  close(): Promise<void>;
}

export async function startStack({ ports = {}, faults = [], pace = 1 }: StackOptions = {}): Promise<Stack> {
  const board = createFaultBoard(faults);
  const jwtSecret = randomBytes(24).toString('base64url');
  const shared = {
    faults: board,
    tokens: createTokens(jwtSecret),
    threads: createThreads(),
    version: randomBytes(20).toString('hex'),
    password: randomBytes(12).toString('base64url'),
    pace,
    startedAt: new Date(),
  };
  const auth = await listen(ports.auth ?? 0, (request) => answerAuth(request, { ...shared, authUrl: '' }));
  const service: Service = { ...shared, authUrl: `http://127.0.0.1:${portOf(auth)}` };
  const api = await listen(ports.api ?? 0, (request) => answerApi(request, service));
  const closeSockets = serveSockets(api, service);
  const address = `127.0.0.1:${portOf(api)}`;
  return {
    apiUrl: `http://${address}`,
    authUrl: service.authUrl,
    webSocketUrl: `ws://${address}/ws`,
    variables: {
      DEMO_API_URL: `http://${address}`,
      DEMO_AUTH_URL: service.authUrl,
      DEMO_WS_URL: `ws://${address}/ws`,
      DEMO_VERSION: service.version,
      DEMO_JWT_SECRET: jwtSecret,
      DEMO_PASSWORD: service.password,
    },
    faults: board,
    close: async () => {
      closeSockets();
      await Promise.all([close(api), close(auth)]);
    },
  };
}
