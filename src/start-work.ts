import type { RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import { retellRun, startAnnouncer } from '#announce/announcer.ts';
import type { Announcer } from '#announce/follow-records.ts';
import { startInquiryAnnouncer } from '#announce/start-inquiry-announcer.ts';
import { startLoopAnnouncers } from '#announce/start-loop-announcers.ts';
import { startReportAnnouncer } from '#announce/start-report-announcer.ts';
import type { Teller } from '#announce/telling.ts';
import { settingsNow } from '#audit/settings-now.ts';
import type { Attachments } from '#chat/attachments.ts';
import { createDispatch, type Dispatch } from '#chat/dispatch.ts';
import { commands } from '#commands/index.ts';
import { keepRedactor } from '#config/keep-redactor.ts';
import { secretsOf } from '#config/secrets.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import { namesTooShortToRedact, type Redactor } from '#domain/redact.ts';
import type { Section } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import { greenComparison, roundComparison } from '#report/compare.ts';
import { openReports } from '#report/keep-reports.ts';
import type { Access } from '#slack/access.ts';
import { createChannels } from '#slack/channels.ts';
import { createOwners } from '#slack/owners.ts';
import type { Store } from '#state/state.ts';
import { endOrphans } from '#suites/end-orphans.ts';
import { createGuardian } from '#suites/guardian.ts';
import { createLogReader } from '#suites/read-run-log.ts';
import { recoverRuns } from '#suites/recover-runs.ts';
import { instanceMarker } from '#suites/run-marker.ts';
import { startWorker } from '#suites/start-worker.ts';

import { startWatching } from './start-watching.ts';

const now = (): Date => new Date();
/** How long the last states may take to be told while stopping; the next start tells the rest. */
const tellingMs = 8_000;

export interface WorkParts {
  readonly variables: Variables;
  readonly configuration: () => Configuration;
  readonly configurationProblem: () => ConfigurationProblem | undefined;
  readonly data: string;
  /** What came with requests, filled by who hears them. */
  readonly attachments?: Attachments | undefined;
  readonly store: Store;
  readonly client: WebClient;
  readonly access: Access;
  readonly teller: Teller;
  readonly log: Logger;
}

export interface Work {
  readonly dispatch: Dispatch;
  /** What is served at the port, beside the health checks. */
  readonly routes: ReadonlyMap<string, RequestListener>;
  /** Ends what runs, then lets the last states be told. */
  stop(): Promise<void>;
}

/** Clears away what a dead process left, then starts all that happens to a request after it was written down. */
export async function startWork(parts: WorkParts, talking: AbortSignal): Promise<Work> {
  const { client, access, teller, store, log, configuration, variables, data } = parts;
  warnAtStart(parts);
  await clearAway(parts);
  const working = new AbortController();
  const onBug = (error: unknown, where: string): void => log.error({ err: error, where }, 'a bug');
  const redactor = keepRedactor(configuration, variables);
  const guardian = createGuardian();
  const onTrouble = (error: OperatorError): void => log.error(`A record waits to be written: ${error.message}`);
  const shared = { store, configuration, variables, now, onBug };
  const worker = startWorker(
    { ...shared, redactor, guardian, data, settingsOf: settingsNow({ ...shared, data }), onTrouble },
    working.signal,
  );
  const personOf = createOwners({ client, log });
  const channelOf = createChannels({ client, log });
  const readLog = createLogReader(redactor);
  const compareWithGreen = (run: Run): Promise<Section | undefined> => greenComparison(run, store);
  const telling = { store, teller, configuration, now, readLog, personOf, compareWithGreen, log };
  const announcer = startAnnouncer(telling, talking);
  const retell = (run: string, signal: AbortSignal): Promise<void> => retellRun(run, telling, signal);
  const inquiries = startInquiryAnnouncer({ ...telling, retellRun: retell }, talking);
  const loops = startLoopAnnouncers(
    { ...telling, compare: (loop, round) => roundComparison(loop, round, shared) },
    talking,
  );
  const reports = await startReports({ ...telling, redactor, data }, { working: working.signal, talking });
  const signals = { working: working.signal, talking };
  const watching = startWatching({ ...shared, redactor, guardian, teller, personOf, channelOf, data, log }, signals);
  return {
    dispatch: createDispatch({
      ...shared,
      commands,
      attachments: parts.attachments,
      whois: access.whois,
      configurationProblem: parts.configurationProblem,
    }),
    routes: watching.routes,
    async stop() {
      working.abort();
      await Promise.all([worker.settled(), watching.ended()]);
      guardian.close();
      const told = Promise.all([
        announcer.settled(),
        inquiries.settled(),
        reports.settled(),
        loops.settled(),
        watching.told(),
      ]);
      await Promise.race([told, wait(tellingMs, undefined, { ref: false })]);
    },
  };
}

/** Every run and loop that ends is reported, in a file and in its thread. */
async function startReports(
  parts: Pick<WorkParts, 'store' | 'teller' | 'configuration' | 'data' | 'log'> & { readonly redactor: () => Redactor },
  { working, talking }: { readonly working: AbortSignal; readonly talking: AbortSignal },
): Promise<Announcer> {
  const redact = (text: string): string => parts.redactor().redact(text);
  const reports = await openReports({ ...parts, now, redact });
  return startReportAnnouncer({ ...parts, reports, now, working }, talking);
}

function warnAtStart({ configuration, variables, store, log }: WorkParts): void {
  for (const notice of store.notices) log.warn(notice);
  for (const name of namesTooShortToRedact(secretsOf(configuration(), variables))) {
    log.warn(`"${name}" is too short to be taken out of output: use a longer secret`);
  }
  if (configuration().access === undefined) {
    log.warn('access is not set in e2e.yaml: every member of the workspace may run, stop and lock');
  }
}

/** What a dead process left behind: its children, and runs that nobody will end. */
async function clearAway({ data, store, log }: WorkParts): Promise<void> {
  const ended = await endOrphans(instanceMarker(data));
  const interrupted = await recoverRuns(store, now);
  if (ended.length + interrupted.length > 0) {
    log.warn({ processes: ended, runs: interrupted.map((run) => run.id) }, 'cleared away what a dead process left');
  }
}
