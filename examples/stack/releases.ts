import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ok, problem, readJson, textIn, type Answer } from './http.ts';
import type { Service } from './service.ts';
import { bearer } from './tokens.ts';

const startMs = 400;

/** Where images are pushed to and started from: a registry with a session that has run out, and the machine behind it. */
export interface Releases {
  readonly answer: (request: IncomingMessage) => Promise<Answer>;
  /** Of the session that has run out. */
  readonly oldToken: string;
}

interface Surroundings {
  readonly service: Service;
  readonly closeSockets: () => void;
}

export function createReleases(around: Surroundings): Releases {
  const tokens = new Set<string>();
  const images = new Map<string, string>();
  const answers: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> = {
    'POST /login': async (request) => {
      const password = textIn(await readJson(request), 'password');
      if (password !== around.service.password) return problem(401, 'unauthorized: authentication required');
      const token = randomBytes(24).toString('base64url');
      tokens.add(token);
      return ok({ token });
    },
    'PUT /images': async (request) => {
      const body = await readJson(request);
      if (!tokens.has(bearer(request.headers.authorization) ?? '')) {
        return problem(401, 'denied: requested access to the resource is denied (the session has expired)');
      }
      const digest = `sha256:${createHash('sha256')
        .update(Buffer.from(textIn(body, 'layer'), 'base64'))
        .digest('hex')}`;
      if (digest !== textIn(body, 'digest')) return problem(400, `the layer has another digest: ${digest}`);
      images.set(textIn(body, 'version'), digest);
      return { status: 201, body: { digest } };
    },
    'POST /start': async (request) => {
      const body = await readJson(request);
      const version = textIn(body, 'version');
      if (images.get(version) !== textIn(body, 'digest')) return problem(404, `manifest unknown: no image ${version}`);
      void start(version, around);
      return { status: 202, body: { version } };
    },
    'GET /running': async () => ok({ version: around.service.build.version }),
  };
  return {
    oldToken: randomBytes(24).toString('base64url'),
    answer: async (request) =>
      (await answers[`${request.method} ${request.url}`]?.(request)) ?? problem(404, 'no such path'),
  };
}

/** Both services stop, sockets end, and the new build begins. */
async function start(version: string, { service, closeSockets }: Surroundings): Promise<void> {
  await wait(startMs);
  closeSockets();
  service.build = { version, breaksSockets: false };
  service.startedAt = new Date();
}
