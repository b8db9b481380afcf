import type { Actor, Place } from '#domain/actor.ts';
import type { RunChange } from '#domain/next-run.ts';
import type { Run, RunState, Selection } from '#domain/run.ts';
import type { TestProof } from '#domain/test-proof.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { WatchStore } from './watch.ts';
import type { WorkStore } from './work.ts';

/**
 * All that outlives a process. Every promise resolves only when what it wrote survives the death of the
 * process; a record read back is always whole. `json/` is the default.
 */
export interface Store {
  readonly runs: RunStore;
  readonly requests: RequestStore;
  readonly posts: PostStore;
  readonly locks: LockStore;
  readonly proofs: ProofStore;
  readonly watch: WatchStore;
  readonly work: WorkStore;
  /** Calls back, after the write, with the id of every run that was added or changed through this store. */
  subscribe(listener: (runId: string) => void): () => void;
  /** What the store had to do to open: quarantined files, restored backups. One sentence each. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

export interface NewRun {
  readonly requestId: string;
  readonly suite: string;
  readonly environment: string;
  readonly selection: Selection;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
}

export interface RunFilter {
  readonly suite?: string | undefined;
  readonly environment?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
  readonly limit: number;
}

export interface RunStore {
  /**
   * Queues a run. `added` is false, and the earlier run returned, when the same request asked for this suite
   * and environment before, or when a run of the same suite, environment and selection is active.
   */
  add(run: NewRun): Promise<{ readonly run: Run; readonly added: boolean }>;
  /** Applies `nextRun` to the stored run and returns the result; rejects with `UNKNOWN_RUN`. Calls for one run are applied in order. */
  change(id: string, change: RunChange): Promise<Run>;
  /** Replaces the test results of a run. */
  saveTests(id: string, tests: readonly TestResult[]): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** Empty while none were saved. */
  tests(id: string): Promise<readonly TestResult[]>;
  /** Newest first. */
  list(filter: RunFilter): Promise<readonly Run[]>;
  /** Queued and running, in the order in which they were queued. */
  active(): Promise<readonly Run[]>;
  /** Runs with a place whose final state has not been told completely (`toldAt`), active ones included. */
  untold(): Promise<readonly Run[]>;
  /** A folder of this machine for the files of a run (`output.log`); made on first use, removed with the run. */
  folder(id: string): string;
}

/** Something a person asked for, written down before it is acknowledged. */
export interface Request {
  /** Slack's own id (trigger, event, envelope), so that a repeated delivery is recognised. */
  readonly id: string;
  readonly via: 'command' | 'mention' | 'button' | 'form' | 'terminal';
  readonly words: readonly string[];
  readonly actor: Actor;
  /** The Slack team of the person, as delivered: tells strangers in shared channels apart without a look-up. */
  readonly team?: string | undefined;
  readonly place?: Place | undefined;
  /** The thread of the place has no reply yet: nothing is seen in it that only one person is shown. */
  readonly opensThread?: boolean | undefined;
  /** Where an ephemeral answer goes while it is valid (30 minutes, five uses). */
  readonly responseUrl?: string | undefined;
  readonly receivedAt: string;
}

export interface RequestStore {
  /** False: seen before, nothing was written. */
  accept(request: Request): Promise<boolean>;
  /** Marks it as answered; `outcome` is one line for the record of who did what. */
  finish(id: string, outcome: string): Promise<void>;
  /** Accepted and not finished, oldest first: what a dead process left behind. */
  pending(): Promise<readonly Request[]>;
}

/** One message in Slack that tells a record. */
export interface Post {
  /** Unique: `r12/root`, `r12/ended`, `r12/log`. Also sent as message metadata, to find an ambiguous post again. */
  readonly key: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  /** `sending`: a post was begun and its answer never seen. */
  readonly state: 'sending' | 'sent' | 'given-up';
  readonly ts?: string | undefined;
  readonly permalink?: string | undefined;
  /** Hash of the content that Slack is known to show. */
  readonly shown?: string | undefined;
  readonly at: string;
}

export interface PostStore {
  get(key: string): Promise<Post | undefined>;
  save(post: Post): Promise<void>;
}

/** What became of tests whose target did not work. */
export interface ProofStore {
  /** Replaces earlier ones of the same suite, environment and test. */
  save(proofs: readonly TestProof[]): Promise<void>;
  /** At most one per test. */
  list(suite: string, environment: string): Promise<readonly TestProof[]>;
}

/** An environment that somebody locked: no run starts on it. */
export interface EnvironmentLock {
  readonly environment: string;
  readonly by: Actor;
  readonly reason?: string | undefined;
  /** The loop that holds it, and takes it away at its end; absent for a person's. */
  readonly loop?: string | undefined;
  readonly at: string;
}

export interface LockStore {
  get(environment: string): Promise<EnvironmentLock | undefined>;
  /** False: it is locked already, by the lock that `get` returns. */
  lock(lock: EnvironmentLock): Promise<boolean>;
  /** The lock that was removed. */
  unlock(environment: string): Promise<EnvironmentLock | undefined>;
  list(): Promise<readonly EnvironmentLock[]>;
}
