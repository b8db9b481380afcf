import process from 'node:process';

import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { inquiryDocument, inquiryReport } from '#domain/inquiry-report.ts';
import { followInquiries } from '#terminal/follow-inquiries.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { measureHere } from './cli-measure.ts';
import { now, printJson, type Session, type TerminalWork } from './cli-session.ts';

/** Why a run failed, asked by this process. */
export const inquiryWork: TerminalWork = {
  startedBy: (reply) => reply.inquiries,
  async carryOut(ids, session) {
    const inquiries = await workThrough(ids, session);
    for (const inquiry of inquiries) {
      if (session.given.json) printJson(inquiryDocument(inquiry));
      else process.stdout.write(renderReply(inquiryReport(inquiry)));
    }
    return inquiries.every(({ state, problem }) => state === 'done' && problem === undefined) ? 0 : 1;
  },
};

/** Asks in this process and shows how far it is. Ctrl-C ends it with what was found until then. */
async function workThrough(ids: readonly string[], session: Session): Promise<readonly Inquiry[]> {
  const { store } = session;
  const followed = await measureHere(session, {
    // What a dead bot left queued is the bot's to ask.
    start: (parts, signal) => startInquiryWorker({ ...parts, takes: ({ id }) => ids.includes(id) }, signal),
    follow: (screen, signal) => followInquiries(ids, { store, screen }, signal),
  });
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
