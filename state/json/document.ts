import { Low } from 'lowdb';
import type { SealedFile } from './sealed-file.ts';

/** One change of a document: what it was before and what it is now, on disk. */
export interface Step<T> {
  readonly before: T;
  readonly after: T;
}

interface Waiting<T> {
  readonly change: (value: T) => T;
  readonly resolve: (step: Step<T>) => void;
  readonly reject: (error: unknown) => void;
}

interface Applied<T> extends Step<T> {
  readonly waiting: Waiting<T>;
}

/** A lowdb document of which only what is on disk is ever seen. Changes that arrive together share one write. */
export class Document<T> {
  readonly #low: Low<T>;
  #value: T;
  #waiting: Waiting<T>[] = [];
  #flushing = false;

  private constructor(low: Low<T>) {
    this.#low = low;
    this.#value = low.data;
  }

  /** `absent` is its value while there is no file. */
  static async open<T>(file: SealedFile<T>, absent: T): Promise<Document<T>> {
    const low = new Low<T>(file, absent);
    await low.read();
    return new Document(low);
  }

  get value(): T {
    return this.#value;
  }

  /** Changes are applied in the order of the calls. A `change` that returns what it was given writes nothing. */
  update(change: (value: T) => T): Promise<Step<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      queueMicrotask(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(apply(batch, this.#value));
    }
    this.#flushing = false;
  }

  async #commit(applied: readonly Applied<T>[]): Promise<void> {
    const next = applied.at(-1)?.after ?? this.#value;
    try {
      this.#low.data = next;
      if (next !== this.#value) await this.#low.write();
    } catch (error) {
      this.#low.data = this.#value;
      for (const { waiting } of applied) waiting.reject(error);
      return;
    }
    this.#value = next;
    for (const { waiting, before, after } of applied) waiting.resolve({ before, after });
  }
}

function apply<T>(batch: readonly Waiting<T>[], start: T): Applied<T>[] {
  const applied: Applied<T>[] = [];
  let before = start;
  for (const waiting of batch) {
    try {
      const after = asRead(waiting.change(before), before);
      applied.push({ waiting, before, after });
      before = after;
    } catch (error) {
      waiting.reject(error);
    }
  }
  return applied;
}

// What is answered now must equal what is read after a restart: no `undefined`, nothing shared with the caller.
function asRead<T>(value: T, before: T): T {
  return value === before ? value : JSON.parse(JSON.stringify(value));
}
