import type { Logger } from 'pino';

import type { Dispatch } from '#chat/dispatch.ts';
import type { Reply } from '#domain/reply.ts';
import type { Request, RequestStore } from '#state/state.ts';

import { createLane } from './lane.ts';
import { errorLine } from './log.ts';
import { createWriter, within } from './request-write.ts';

/** Something heard from Slack that has not been acknowledged yet. */
export interface Heard {
  readonly request: Request;
  /** Opens a form; valid for 3 s, so never written down. */
  readonly triggerId?: string | undefined;
  /** Tells Slack that it arrived; the notice is seen by the person alone. */
  readonly ack: (notice?: string) => Promise<void>;
}

/** A submitted form: what refuses it is shown in the form itself, so it is decided before it is acknowledged. */
export interface HeardForm {
  readonly request: Request;
  readonly ack: (notice?: string) => Promise<void>;
  readonly refuse: (refusal: Reply) => Promise<void>;
}

export interface IntakeParts {
  readonly requests: RequestStore;
  readonly dispatch: Dispatch;
  /** Gives the answer to the person. Never rejects. */
  readonly answer: (answer: Answer) => Promise<void>;
  readonly log: Logger;
  /** How long one step may take before it is acknowledged unfinished. A form has two, and Slack waits 3 s. */
  readonly patienceMs?: number | undefined;
}

export interface Answer {
  readonly request: Request;
  readonly reply: Reply;
  readonly triggerId?: string | undefined;
}

export interface Intake {
  /** Writes down, acknowledges, and lets the rest happen after. Resolves when acknowledged. */
  take(heard: Heard): Promise<void>;
  takeForm(heard: HeardForm): Promise<void>;
  /** Carries out what an earlier life acknowledged and did not finish; says how many there were. */
  resume(): Promise<number>;
  /** Resolves when nothing is under way. */
  empty(): Promise<void>;
}

const notices = {
  failed: 'I could not write this down, so nothing was started. Please try again in a minute.',
  slow: 'I am slow at writing this down just now. If no answer follows within a minute, please ask again.',
  busy: 'Too much is asked of me at this moment, so nothing was started. Please try again in a minute.',
} as const;

/** More than people ask for; little enough that a flood of requests is acknowledged as if nothing else was done. */
const pace = { width: 8, perSecond: 50 };
const maxUnderWay = 10_000;
const maxOutcome = 200;

/** From what was heard to its answer: nothing is acknowledged as done before it is written, nothing is done twice. */
export function createIntake(parts: IntakeParts): Intake {
  const { requests, dispatch, log, patienceMs = 1_250 } = parts;
  const work = createLane(pace);
  const answers = createLane(pace);
  const underWay = new Set<string>();
  const write = createWriter({ requests, log, patienceMs, isBusy: () => underWay.size >= maxUnderWay });
  // A lost acknowledgement is delivered again and recognised; what was written goes ahead.
  const acknowledge = (ack: Promise<void>) =>
    ack.catch((error: unknown) => log.warn(`An acknowledgement was lost: ${errorLine(error)}`));

  function conclude(answer: Answer): void {
    answers.add(async () => {
      await parts.answer(answer);
      await record(answer, parts);
      underWay.delete(answer.request.id);
    });
  }

  function begin(request: Request, triggerId?: string): void {
    if (underWay.has(request.id)) return;
    underWay.add(request.id);
    work.add(async () => conclude({ request, reply: await dispatch(request), triggerId }));
  }

  return {
    async take({ request, triggerId, ack }) {
      const written = await write(request, () => begin(request, triggerId));
      const isWell = written === 'new' || written === 'seen';
      await acknowledge(ack(isWell ? undefined : notices[written]));
      if (written === 'new') begin(request, triggerId);
    },
    async takeForm({ request, ack, refuse }) {
      const written = await write(request, () => begin(request));
      if (written === 'seen' || underWay.has(request.id)) return acknowledge(ack());
      if (written !== 'new') return acknowledge(ack(notices[written]));
      underWay.add(request.id);
      const decided = dispatch(request);
      const reply = await within(decided, patienceMs);
      if (reply?.refusal === undefined) {
        await acknowledge(ack());
        work.add(async () => conclude({ request, reply: await decided }));
        return;
      }
      await acknowledge(refuse(reply));
      await record({ request, reply }, parts);
      underWay.delete(request.id);
    },
    async resume() {
      const left = (await requests.pending()).filter((request) => !underWay.has(request.id));
      for (const request of left) begin(request);
      return left.length;
    },
    async empty() {
      await work.empty();
      await answers.empty();
    },
  };
}

/** Who did what, for the record. */
async function record({ request, reply }: Answer, { requests, log }: IntakeParts): Promise<void> {
  const { id, via, actor, words } = request;
  const outcome = reply.refusal === undefined ? reply.headline : `${reply.refusal}: ${reply.headline}`;
  try {
    await requests.finish(id, outcome.slice(0, maxOutcome));
    // The store keeps all of them; a line for each would cost as much as the acknowledgement.
    if (reply.refusal === undefined) return;
    log.info({ request: id, via, by: actor.id, command: words[0], refusal: reply.refusal }, 'refused');
  } catch (error) {
    log.error(`An answered request could not be marked: ${errorLine(error)}`);
  }
}
