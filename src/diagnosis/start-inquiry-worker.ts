import type { Configuration } from '#domain/configuration.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';
import type { AuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import type { Tokens } from '#probes/tokens.ts';
import type { Store } from '#state/state.ts';
import { takeRecords, type Settling } from '#state/take-records.ts';

import { askByItself } from './ask-by-itself.ts';

export interface InquiryWorkerParts {
  readonly store: Store;
  /** Without `sweep` no audit is made. */
  readonly prober: Pick<Prober, 'probe'> & Partial<Pick<Prober, 'sweep'>>;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  readonly now: () => Date;
  /** Absent: no test is run again. */
  readonly redactor?: (() => Redactor) | undefined;
  /** Told of bugs; the inquiry itself ends with its problem. */
  readonly onBug: (error: unknown, where: string) => void;
  /** Which inquiries are this worker's; absent: all, and every run that ends red is asked about by itself. */
  readonly takes?: ((inquiry: Inquiry) => boolean) | undefined;
}

/** What a dead process left half done longer ago than this would tell of another moment. */
const freshMs = 10 * 60_000;

/**
 * Takes inquiries in the order of asking, one at a time for each environment and never beside a run on it, whose figures it
 * would spoil. An abort of `signal` ends the running ones with what is known so far; the next start begins them again.
 */
export function startInquiryWorker(parts: InquiryWorkerParts, signal: AbortSignal): Settling {
  const { store, now, onBug, takes } = parts;
  const { inquiries } = store.watch;

  async function undisturbed(): Promise<readonly Inquiry[]> {
    const running = new Set((await store.runs.active()).filter(isRunning).map(({ environment }) => environment));
    return (await inquiries.active()).filter(({ environment }) => !running.has(environment));
  }

  async function work(inquiry: Inquiry): Promise<void> {
    if (isLeftBehind(inquiry, now())) return interrupt(inquiry);
    // Loaded when something is asked: the catalogue of causes is memory that a bot without a red run need not hold.
    const { workInquiry } = await import('./work-inquiry.ts');
    await workInquiry(inquiry, parts, signal);
  }

  async function interrupt({ id }: Inquiry): Promise<void> {
    const problem = 'It was begun more than ten minutes ago by a process that is gone';
    const endedAt = now().toISOString();
    await inquiries.change(id, (each) => ({ ...each, state: 'interrupted', endedAt, doing: undefined, problem }));
  }

  const own = takes === undefined ? askByItself(parts, signal) : undefined;
  const taking = takeRecords(
    {
      name: 'inquiries',
      from: { active: undisturbed, subscribe: (listener) => inquiries.subscribe(listener) },
      laneOf: ({ environment }) => environment,
      takes,
      work,
      onBug,
    },
    signal,
  );
  signal.addEventListener(
    'abort',
    store.subscribe(() => taking.ask()),
    { once: true },
  );
  return {
    async settled() {
      await own?.settled();
      await taking.settled();
    },
  };
}

function isRunning({ state }: { readonly state: string }): boolean {
  return state === 'running';
}

/** Only what was begun: one that waits may wait for a long run. */
function isLeftBehind({ state, startedAt }: Inquiry, at: Date): boolean {
  return state === 'running' && startedAt !== undefined && at.getTime() - Date.parse(startedAt) > freshMs;
}
