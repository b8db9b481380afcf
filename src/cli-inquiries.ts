import process from 'node:process';

import { createConfiguredRedactor } from '#config/secrets.ts';
import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryReport } from '#domain/inquiry-report.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startProber } from '#probes/start-prober.ts';
import { createTokens } from '#probes/tokens.ts';
import { followInquiries } from '#terminal/follow-inquiries.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { now, printJson, reportBug, screenOf, type Session, type TerminalWork } from './cli-session.ts';

/** Why a run failed, asked by this process. */
export const inquiryWork: TerminalWork = {
  startedBy: (reply) => reply.inquiries,
  async carryOut(ids, session) {
    const inquiries = await workThrough(ids, session);
    if (session.given.json) printJson(documentOf(inquiries));
    else for (const inquiry of inquiries) process.stdout.write(renderReply(inquiryReport(inquiry)));
    return inquiries.every(({ state, problem }) => state === 'done' && problem === undefined) ? 0 : 1;
  },
};

function documentOf(inquiries: readonly Inquiry[]) {
  const [first] = inquiries;
  const { id, run, state, depth, diagnoses = [], observations = [], probes, problem, corrections } = first ?? {};
  return { inquiry: id, run, state, depth, diagnoses, observations, probes, corrections, problem };
}

/** Asks in this process and shows how far it is. Ctrl-C ends it with what was found until then. */
async function workThrough(ids: readonly string[], session: Session): Promise<readonly Inquiry[]> {
  const { configuration, variables, store } = session;
  const shutdown = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => shutdown.abort());
  const redactor = createConfiguredRedactor(configuration, variables);
  const prober = startProber({ redactor: () => redactor, onBug: (bug) => reportBug(bug, 'prober') });
  const authorities = createAuthorityFiles();
  const parts = { store, prober, configuration: () => configuration, variables, authorities, now };
  const tokens = createTokens({ variables, authorities, now });
  // What a dead bot left queued is the bot's to ask.
  const takes = (inquiry: Inquiry): boolean => ids.includes(inquiry.id);
  const worker = startInquiryWorker({ ...parts, tokens, takes, onBug: reportBug }, shutdown.signal);
  const followed = await followInquiries(ids, { store, screen: screenOf(session) }, shutdown.signal);
  shutdown.abort();
  await worker.settled();
  await prober.close();
  return Promise.all(followed.map((inquiry) => ended(inquiry, session)));
}

/** Nobody is left to go on with what was stopped here. */
async function ended({ id }: Inquiry, { store }: Session): Promise<Inquiry> {
  const { inquiries } = store.watch;
  return inquiries.change(id, (each) => {
    if (!isInquiryActive(each)) return each;
    return { ...each, state: 'interrupted', endedAt: now().toISOString(), doing: undefined };
  });
}
