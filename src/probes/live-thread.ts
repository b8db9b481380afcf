import type { OpenLink, ThreadLink } from './thread-link.ts';
import type { FromThread, Lane, Ticket, TicketResult } from './thread-messages.ts';

export interface LiveThreadParts {
  readonly openLink: OpenLink;
  /** A thread that nobody needs for so long is ended. */
  readonly idleMs: number;
  readonly onResult: (result: TicketResult) => void;
  /** What the thread had been given and not answered is lost. */
  readonly onDeath: (cause: unknown) => void;
  readonly onBug: (bug: unknown) => void;
}

/** A measuring thread that starts when it is first needed, and again after it died. */
export interface LiveThread {
  send(lane: Lane, tickets: readonly Ticket[]): void;
  abort(numbers: readonly number[]): void;
  closeLane(lane: Lane): void;
  /** Nothing is under way any more: the process need not stay alive for the thread. */
  rest(): void;
  end(): Promise<void>;
}

interface Session {
  readonly link: ThreadLink;
  readonly lanes: Set<number>;
  /** How often it was asked for a word and had said none since. */
  silences: number;
}

const pulseMs = 5_000;
const mostSilences = 3;

export function createLiveThread(parts: LiveThreadParts): LiveThread {
  let session: Session | undefined;
  const timers = createTimers({ idleMs: parts.idleMs, onPulse, onIdle: () => void end() });

  function begin(): Session {
    const link = parts.openLink({
      onMessage: (message) => {
        if (session?.link !== link) return;
        session.silences = 0;
        hear(message, parts);
      },
      onDeath: (cause) => {
        if (session?.link === link) lose(cause);
      },
    });
    return { link, lanes: new Set(), silences: 0 };
  }

  function lose(cause: unknown): void {
    timers.stop();
    session = undefined;
    parts.onDeath(cause);
  }

  function onPulse(): void {
    if (session === undefined) return;
    session.silences += 1;
    const { link, silences } = session;
    if (silences <= mostSilences) {
      link.post({ kind: 'ping' });
      return;
    }
    lose(new Error(`The measuring thread said nothing for ${(pulseMs * mostSilences) / 1_000} s`));
    void link.end();
  }

  async function end(): Promise<void> {
    timers.stop();
    const ending = session?.link;
    session = undefined;
    await ending?.end();
  }

  return {
    send(lane, tickets) {
      session ??= begin();
      if (timers.wake()) session.link.hold(true);
      if (!session.lanes.has(lane.number)) session.link.post({ kind: 'open-lane', lane });
      session.lanes.add(lane.number);
      session.link.post({ kind: 'probe', lane: lane.number, tickets });
    },
    abort: (numbers) => session?.link.post({ kind: 'abort', numbers }),
    closeLane({ number }) {
      if (session?.lanes.delete(number) === true) session.link.post({ kind: 'close-lane', lane: number });
    },
    rest() {
      timers.rest();
      session?.link.hold(false);
    },
    end,
  };
}

function hear(message: FromThread, { onResult, onBug }: LiveThreadParts): void {
  if (message.kind === 'results') for (const result of message.results) onResult(result);
  if (message.kind === 'bug') onBug(new Error('A probe threw', { cause: message.stack }));
}

interface Timers {
  /** Returns whether it was at rest. */
  wake(): boolean;
  rest(): void;
  stop(): void;
}

interface TimerParts {
  readonly idleMs: number;
  readonly onPulse: () => void;
  readonly onIdle: () => void;
}

/** A pulse while there is work, one look at the clock when there is none. Neither keeps the process alive. */
function createTimers({ idleMs, onPulse, onIdle }: TimerParts): Timers {
  let idle: NodeJS.Timeout | undefined;
  let pulse: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(idle);
    clearInterval(pulse);
    pulse = undefined;
  }

  return {
    wake() {
      clearTimeout(idle);
      if (pulse !== undefined) return false;
      pulse = setInterval(onPulse, pulseMs).unref();
      return true;
    },
    rest() {
      stop();
      idle = setTimeout(onIdle, idleMs).unref();
    },
    stop,
  };
}
