/** All that is being written: nothing begins after the end, and the end waits for what began. */
export class Writes {
  readonly #running = new Set<Promise<unknown>>();
  readonly #check: () => void;
  #closed = false;

  /** `check` throws when this process may not write any more. */
  constructor(check: () => void) {
    this.#check = check;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('The store is closed');
    this.#check();
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async end(): Promise<void> {
    this.#closed = true;
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
