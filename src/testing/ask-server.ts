import { once } from 'node:events';
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { after, before, type TestContext } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Rerunner } from '#diagnosis/experiments/experiment.ts';
import type { Inquired } from '#diagnosis/inquire.ts';
import type { Symptom } from '#domain/diagnosis.ts';

import { openInquiryScene, type InquiryScene } from './inquiry-scene.ts';
import { badCitationsOf } from './lab/judge-trial.ts';
import { makeSymptom } from './make-symptom.ts';

/** Enough for what is looked for; what else could be asked of a slow server is not waited for. */
const mostMs = 8_000;

export interface Failed {
  readonly path: string;
  /** Absent: nothing came in time. */
  readonly status?: number;
  /** What else the environment has, behind its services. */
  readonly more?: string;
  /** What else the service has. */
  readonly with?: string;
  /** What else is known of the failure. */
  readonly symptom?: Partial<Symptom>;
  /** Another failure of the same run. */
  readonly other?: Partial<Symptom>;
  /** The code of its error. */
  readonly code?: string;
  readonly rerunner?: Rerunner;
  /** More than is enough for the others. */
  readonly withinMs?: number;
}

export interface AskingScene {
  /** Asks a server of one's own why a path of it failed with a status. */
  readonly askWhy: (t: TestContext, answer: RequestListener, failed: Failed) => Promise<Inquired>;
  /** Asks whoever listens at an address. */
  readonly askAbout: (url: string, failed: Failed) => Promise<Inquired>;
}

/** One stack for all tests of a file, opened before the first of them. */
export function askingScene(): AskingScene {
  let scene: InquiryScene | undefined;
  before(async () => {
    scene = await openInquiryScene();
  });
  after(() => scene?.[Symbol.asyncDispose]());
  const asked = (url: string, failed: Failed): Promise<Inquired> => {
    assert.ok(scene !== undefined);
    return askAddress(scene, url, failed);
  };
  return {
    askWhy: async (t, answer, failed) => asked(await listen(t, createServer(answer)), failed),
    askAbout: asked,
  };
}

/** Its address. It is closed with the test. */
export async function listen(t: TestContext, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function askAddress(scene: InquiryScene, url: string, failed: Failed): Promise<Inquired> {
  const { path, status, more = '', with: own = '' } = failed;
  const service = `{ url: '${url}', health: /health${more === '' ? '' : `, checks: [{ path: ${path}, auth: me }]`}${own} }`;
  const yaml = `environments: { staging: { services: { desk: ${service} }${more} } }\nsuites: {}\n`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment !== undefined);
  const error = status === undefined ? 'ReadTimeout' : 'HTTPStatusError';
  const target = `${url}${path}`;
  const symptom = makeSymptom({ phase: 'http', error, status, target, medianMs: 5_010, ...failed.symptom });
  const { rerunner, other, withinMs = mostMs } = failed;
  const others = other === undefined ? [] : [makeSymptom({ id: 's2', target, ...other })];
  const parts = { environment, rerunner, code: failed.code };
  const found = await scene.ask([symptom, ...others], parts, AbortSignal.timeout(withinMs));
  assert.deepEqual(badCitationsOf(found), []);
  return found;
}

export const valueOf = ({ observations }: Inquired, fact: string): unknown =>
  observations.find((each) => each.fact === fact)?.value;
export const topOf = ({ diagnoses: [first] }: Inquired): string | undefined => first?.causes[0]?.id;
