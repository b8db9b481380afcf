import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createRedactor } from '#domain/redact.ts';
import type { TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';
import { checkProven } from '#suites/check-proven.ts';
import { createGuardian } from '#suites/guardian.ts';
import { proofSample } from '#suites/proof-sample.ts';
import { proveSuite, type ProofOutcome } from '#suites/prove-suite.ts';
import { runSuite, type SuiteOutcome } from '#suites/run-suite.ts';

import { pytestCommand } from './pytest-words.ts';
import { startThingStack } from './thing-stack.ts';

const folder = fileURLToPath(new URL('fake-suites', import.meta.url));

export interface TriedSuite {
  readonly first: SuiteOutcome;
  /** What is said of the run when nothing was known of its tests. */
  readonly checked: SuiteOutcome & { readonly proofs?: readonly TestProof[] | undefined };
  /** The same, when what the check found was known. */
  readonly again: SuiteOutcome;
  /** What somebody is told who asks for a proof. */
  readonly proof?: ProofOutcome | undefined;
  /** What would be said of those alone that connected to the stack. */
  readonly met: SuiteOutcome & { readonly proofs?: readonly TestProof[] | undefined };
}

/** Runs a file of `fake-suites/python` or `fake-suites/node` as the product does; with `isProved` also its proof. */
export async function trySuite(
  file: string,
  { isProved = false, silentMs }: { readonly isProved?: boolean; readonly silentMs?: number } = {},
): Promise<TriedSuite> {
  await using stack = await startThingStack();
  await using other = await startThingStack();
  const runs = await mkdtemp(path.join(tmpdir(), 'teneleven-fakes-'));
  const guardian = createGuardian();
  const order = { ...orderFor(file, { stack: stack.port, other: other.port }, runs), guardian };
  const signal = new AbortController().signal;
  try {
    const first = await runSuite(order, signal);
    const around = { ...order, run: 'r2', now: () => new Date(), proofs: [], silentMs };
    const checked = await checkProven(first, around, signal);
    const again = await checkProven(first, { ...around, proofs: checked.proofs ?? [] }, signal);
    const met = first.verdict === 'unproven' ? await checkProven(metAlone(first, stack.port), around, signal) : checked;
    const sample = proofSample(first.tests, []);
    const proof = isProved ? await proveSuite({ ...around, sample }, signal) : undefined;
    return { first, checked, again, proof, met };
  } finally {
    guardian.close();
    await rm(runs, { recursive: true, force: true });
  }
}

function metAlone(first: SuiteOutcome, port: number): SuiteOutcome {
  const isMet = ({ contacts = [] }: TestResult): boolean =>
    contacts.some((contact) => contact.port === port && contact.bytesIn !== 0);
  return { ...first, verdict: 'proven', tests: first.tests.filter(isMet) };
}

/** The tests that were seen at the stack and were red whenever it was taken away: a suite of them alone is proven. */
export function believedOf({ first, met }: TriedSuite): readonly string[] {
  const sound = (met.proofs ?? []).filter(({ asked, survived }) => asked.length > 0 && survived.length === 0);
  const ids = new Set(sound.map(({ test }) => test));
  return first.tests.filter(({ id, outcome }) => outcome === 'passed' && ids.has(id)).map(({ id }) => id);
}

interface Ports {
  readonly stack: number;
  readonly other: number;
}

function orderFor(file: string, ports: Ports, runs: string): Omit<Parameters<typeof runSuite>[0], 'guardian'> {
  const { environments, suites } = parseConfiguration(
    configurationFor(file, ports, runs),
    path.join(folder, 'e2e.yaml'),
  );
  const [environment] = environments.values();
  const [suite] = suites.values();
  if (environment === undefined || suite === undefined) throw new Error('the configuration names no suite');
  return {
    suite,
    environment,
    selection: {},
    folder: runs,
    marker: `fakes-${process.pid}/${path.basename(runs)}`,
    variables: { PATH: process.env['PATH'] },
    redactor: createRedactor([]),
    onVersions: () => undefined,
    onStart: () => undefined,
  };
}

function configurationFor(file: string, { stack, other }: Ports, runs: string): string {
  const origin = `127.0.0.1:${stack}`;
  const isNode = file.endsWith('.mjs');
  const isTold = !file.includes('hard');
  const command = isNode
    ? [process.execPath, '--test', file]
    : [...pytestCommand, '-q', '-p', 'no:cacheprovider', file];
  const told = { STACK_URL: '${services.api.url}', STACK_WS: '${websockets.chat.url}' };
  const environment = {
    ...(isTold ? told : { STACK_COPY: `http://${origin}` }),
    OTHER_URL: `http://127.0.0.1:${other}`,
    SCRATCH: runs,
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const services = { api: { url: `http://${origin}` } };
  const websockets = { chat: { url: `ws://${origin}/ws` } };
  return JSON.stringify({
    environments: { staging: { services, websockets } },
    suites: { tried: { runner: isNode ? 'node-test' : 'pytest', command, environment } },
  });
}
