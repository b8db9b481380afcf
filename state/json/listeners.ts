/** Who wants to hear, after the write, of every record that was added or changed. */
export class Listeners {
  readonly #listeners = new Set<(id: string) => void>();

  subscribe(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  // In a task of its own: what a listener throws is its bug and no failure of the write.
  tell(id: string): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(id));
  }
}
