import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { settingsNow } from '#audit/settings-now.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import { createConfiguredRedactor } from '#config/secrets.ts';
import { requestInquiry } from '#diagnosis/request-inquiry.ts';
import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { isActive, type Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startProber } from '#probes/start-prober.ts';
import { createTokens } from '#probes/tokens.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import { createGuardian } from '#suites/guardian.ts';
import { requestRuns } from '#suites/request-runs.ts';
import { startWorker } from '#suites/start-worker.ts';

import { waitFor } from '../wait-for.ts';
import { failuresOf, type Failures } from './both-show.ts';

export interface ProductParts {
  /** The text of the team's `e2e.yaml`. */
  readonly team: string;
  readonly variables: Variables;
  /** Where the team works: `e2e.yaml` and the data folder. */
  readonly folder: string;
  /** Aborted: nothing is waited for any longer. */
  readonly ending?: AbortSignal | undefined;
}

/** The product at work for one team, with a store on disk, as `teneleven run` and `teneleven why` have it. */
export interface Product extends AsyncDisposable {
  run(): Promise<Run>;
  failures(run: Run): Promise<Failures>;
  why(run: Run, depth: Inquiry['depth']): Promise<Inquiry>;
}

const runBoundMs = 120_000;
const inquiryBoundMs = 130_000;
const now = (): Date => new Date();
const actor = { id: 'lab', name: 'lab', via: 'terminal' } as const;

export async function startProduct({ team, variables, folder, ending: early }: ProductParts): Promise<Product> {
  await using stack = new AsyncDisposableStack();
  const file = path.join(folder, 'e2e.yaml');
  await writeFile(file, team);
  const configuration = parseConfiguration(team, file);
  const [environment] = configuration.environments.values();
  if (environment === undefined) throw new Error('The team has no environment');
  const store = await openJsonStore({ ...configuration.history, now });
  stack.defer(() => store.close());
  const bugs: unknown[] = [];
  const onBug = (bug: unknown): void => void bugs.push(bug);
  const redactor = createConfiguredRedactor(configuration, variables);
  const guardian = createGuardian();
  stack.defer(() => guardian.close());
  const prober = startProber({ redactor: () => redactor, onBug });
  stack.defer(() => prober.close());
  const authorities = createAuthorityFiles();
  const shared = { store, configuration: () => configuration, variables, now, onBug };
  const ending = new AbortController();
  const { data } = configuration.history;
  const working = { ...shared, redactor: () => redactor, guardian, data, onTrouble: onBug };
  const worker = startWorker({ ...working, settingsOf: settingsNow(working) }, ending.signal);
  const tokens = createTokens({ variables, authorities, now });
  const asking = { ...shared, redactor: () => redactor, prober, authorities, tokens, takes: () => true };
  const inquiries = startInquiryWorker(asking, ending.signal);
  stack.defer(async () => {
    ending.abort();
    await Promise.all([worker.settled(), inquiries.settled()]);
  });
  let requests = 0;
  const request = () => ({ id: `lab-${(requests += 1)}`, via: 'terminal', words: [], actor, receivedAt: '' }) as const;
  const own = stack.move();
  const ended = <T>(what: T): T => {
    if (bugs.length > 0) throw new Error('A bug of the product', { cause: bugs[0] });
    return what;
  };
  return {
    async run() {
      const wanted = { suites: [...configuration.suites.values()], environment, selection: {} };
      const [requested] = await requestRuns(wanted, { ...shared, configuration, request: request() });
      const id = requested?.run.id ?? '';
      const look = async () => {
        const run = await store.runs.get(id);
        return run === undefined || isActive(run) ? undefined : run;
      };
      return ended(await waitFor('the end of the run', unless(early, look), runBoundMs));
    },
    failures: async ({ id }) => failuresOf(await store.runs.tests(id)),
    async why(run, depth) {
      const { inquiry } = await requestInquiry(run, depth, { request: request(), store, now });
      const look = async () => {
        const each = await store.watch.inquiries.get(inquiry.id);
        return each === undefined || isInquiryActive(each) ? undefined : each;
      };
      return ended(await waitFor('the end of the inquiry', unless(early, look), inquiryBoundMs));
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

function unless<T>(ended: AbortSignal | undefined, look: () => Promise<T>): () => Promise<T> {
  return () => {
    ended?.throwIfAborted();
    return look();
  };
}
