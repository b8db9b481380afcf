import { isActive, type Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';
import type { NewRun, RunStore } from '../state.ts';
import { nameOf } from './asked.ts';
import type { ClosingParts } from './closing.ts';
import { Gate } from './gate.ts';
import { runIdOf } from './layout.ts';

type Added = Awaited<ReturnType<RunStore['add']>>;

interface Answer {
  readonly added: boolean;
  readonly run: Promise<Run>;
}

const MADE_AT_ONCE = 8;

/** Makes runs, or finds the run that answers already. */
export class Adding {
  readonly #parts: ClosingParts;
  /** One decision at a time: numbers are given in the order of the calls, and none asks past another. */
  readonly #deciding = new Gate(1);
  readonly #making = new Gate(MADE_AT_ONCE);
  readonly #coming = new Map<string, Promise<Run>>();

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  async add(order: NewRun): Promise<Added> {
    const { run, added } = await this.#deciding.run(() => this.#decide(order));
    return { run: await run, added };
  }

  async #decide(order: NewRun): Promise<Answer> {
    const earlier = await this.#madeBy(order);
    if (earlier !== undefined) return { run: Promise.resolve(earlier), added: false };
    const keys = [nameOf(order), workOf(order)];
    const coming = keys.map((key) => this.#coming.get(key)).find((run) => run !== undefined);
    const active = this.#parts.open.list().find((run) => isActive(run) && workOf(run) === workOf(order));
    const same = coming ?? (active && Promise.resolve(active));
    if (same !== undefined) return { run: this.#pointAt(same, order), added: false };
    return { run: this.#begin(newRun(runIdOf(this.#parts.open.takeNumber()), order), keys), added: true };
  }

  async #madeBy(order: NewRun): Promise<Run | undefined> {
    const id = await this.#parts.asked.find(order);
    return id === undefined ? undefined : (this.#parts.open.get(id) ?? this.#parts.records.read(id));
  }

  async #pointAt(same: Promise<Run>, order: NewRun): Promise<Run> {
    const run = await same;
    if (run.requestId !== order.requestId) await this.#parts.asked.rememberFurther(order, run.id);
    return run;
  }

  #begin(run: Run, keys: readonly string[]): Promise<Run> {
    const coming = this.#making
      .run(() => this.#make(run))
      .finally(() => {
        for (const key of keys) this.#coming.delete(key);
      });
    for (const key of keys) this.#coming.set(key, coming);
    return coming;
  }

  async #make(run: Run): Promise<Run> {
    const { records, asked, open } = this.#parts;
    try {
      const made = await records.create(run);
      await asked.remember(made, made.id);
      await open.add(made);
      records.admit(made.id);
      return made;
    } catch (error) {
      // It was refused: it must not come up after a restart.
      await asked.forget([nameOf(run)]).catch(() => undefined);
      await records.remove(run.id).catch(() => undefined);
      throw error;
    }
  }
}

/** What makes two active runs the same work. */
function workOf({ suite, environment, selection }: Pick<NewRun, 'suite' | 'environment' | 'selection'>): string {
  const { keyword, rerunOf, proves, tests } = selection;
  return JSON.stringify([suite, environment, keyword ?? null, rerunOf ?? null, proves ?? null, tests ?? null]);
}

function newRun(id: string, order: NewRun): Run {
  return { ...order, id, state: 'queued', versions: {}, counts: noCounts, failures: [], findings: [] };
}
