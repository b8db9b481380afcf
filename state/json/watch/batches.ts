interface Waiting<T> {
  readonly items: readonly T[];
  readonly done: PromiseWithResolvers<void>;
}

/** What comes in one tick, or while a write is under way, is written together. */
export class Batches<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  #waiting: Waiting<T>[] = [];
  #isFlushing = false;

  constructor(write: (items: readonly T[]) => Promise<void>) {
    this.#write = write;
  }

  add(items: readonly T[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ items, done });
    if (!this.#isFlushing) {
      this.#isFlushing = true;
      queueMicrotask(() => void this.#flush());
    }
    return done.promise;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.flatMap(({ items }) => items));
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    this.#isFlushing = false;
  }
}
