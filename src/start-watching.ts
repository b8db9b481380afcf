import type { RequestListener } from 'node:http';
import { join } from 'node:path';

import type { Logger } from 'pino';

import { startIncidentAnnouncer } from '#announce/start-incident-announcer.ts';
import { startProofAnnouncer } from '#announce/start-proof-announcer.ts';
import { startProbingAnnouncer } from '#announce/start-probing-announcer.ts';
import type { Teller } from '#announce/telling.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';
import { ingestPath, receiveCloses } from '#ingest/receive-closes.ts';
import { followLogs } from '#ingest/start-log-tails.ts';
import { startLoopWorker } from '#loop/start-loop-worker.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import { startProber } from '#probes/start-prober.ts';
import { startProbingWorker } from '#probes/start-probing-worker.ts';
import { createTokens } from '#probes/tokens.ts';
import type { Store } from '#state/state.ts';
import type { Guardian } from '#suites/guardian.ts';
import { followRunCloses } from '#sweeps/follow-run-closes.ts';
import { createIncidentDesk } from '#sweeps/incident-desk.ts';
import { incidentChannels } from '#sweeps/incident-place.ts';
import { startProofs } from '#sweeps/start-proofs.ts';
import { startSweeper } from '#sweeps/start-sweeper.ts';

import { startAudits } from './start-audits.ts';

export interface WatchingParts {
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly redactor: () => Redactor;
  readonly guardian: Guardian;
  readonly teller: Teller;
  /** What Slack calls who is on call. Never rejects. */
  readonly personOf: (owner: string) => Promise<string>;
  /** The id of a channel. Rejects while Slack cannot be asked. */
  readonly channelOf: (channel: string) => Promise<string>;
  /** The data folder. */
  readonly data: string;
  readonly now: () => Date;
  readonly onBug: (error: unknown, where: string) => void;
  readonly log: Logger;
}

export interface Watching {
  /** Where the team's own servers say what they saw. */
  readonly routes: ReadonlyMap<string, RequestListener>;
  /** Resolves when nothing is being measured any more; after the abort of `working`. */
  ended(): Promise<void>;
  /** Resolves when all that has ended is told. */
  told(): Promise<void>;
}

/** Starts all that watches endpoints: what people ask for, and what is told of it. */
export function startWatching(
  parts: WatchingParts,
  { working, talking }: { readonly working: AbortSignal; readonly talking: AbortSignal },
): Watching {
  const { store, variables, redactor, now, onBug, log } = parts;
  const prober = startProber({ redactor, onBug: (bug) => onBug(bug, 'prober') });
  const authorities = createAuthorityFiles();
  const measuring = { ...parts, prober, authorities, tokens: createTokens({ variables, authorities, now }) };
  const probings = startProbingWorker(measuring, working);
  const inquiries = startInquiryWorker(measuring, working);
  const onWait = (error: OperatorError): void => log.error(`A record waits to be written: ${error.message}`);
  const loops = startLoopWorker({ ...measuring, onTrouble: onWait }, working);
  const audits = startAudits(measuring, { working, talking });
  const announcer = startProbingAnnouncer({ ...parts, store }, talking);
  const incidents = startIncidentAnnouncer({ ...parts, folder: join(parts.data, 'charts') }, talking);
  // Asked for now, so that what is amiss is said at start, and the id is known when Slack is out of reach.
  for (const channel of incidentChannels(parts.configuration())) void parts.channelOf(channel).catch(() => undefined);
  const { ledger } = store.watch;
  const desk = createIncidentDesk({ ...parts, store });
  const onTrouble = (error: unknown, what: string): void => log.error({ err: error }, `Not written: ${what}`);
  const { sweeps, alerts } = parts.configuration();
  if (sweeps.size > 0 && alerts.control.length === 0) {
    log.warn('alerts.control is not set in e2e.yaml: nothing tells an outage from this machine being offline');
  }
  const sweeper = startSweeper({ ...measuring, watch: store.watch, desk, onTrouble }, working);
  startProofs(parts, working);
  const proofs = startProofAnnouncer(parts, talking);
  const runCloses = followRunCloses({ ...parts, onTrouble }, talking);
  const tails = followLogs({ ...parts, ledger }, working);
  return {
    routes: new Map([[ingestPath, receiveCloses({ ...parts, ledger })]]),
    async ended() {
      await Promise.all([
        probings.settled(),
        inquiries.settled(),
        loops.settled(),
        audits.settled(),
        sweeper.settled(),
      ]);
      await Promise.all([prober.close(), tails, runCloses.settled()]);
    },
    async told() {
      await Promise.all([announcer.settled(), incidents.settled(), proofs.settled(), audits.told()]);
    },
  };
}
