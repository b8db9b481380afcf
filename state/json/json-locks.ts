import type { EnvironmentLock, LockStore } from '../state.ts';
import type { Document } from './document.ts';
import type { Index } from './shapes.ts';
import type { Writes } from './writes.ts';

export class JsonLocks implements LockStore {
  readonly #index: Document<Index>;
  readonly #writes: Writes;

  constructor(index: Document<Index>, writes: Writes) {
    this.#index = index;
    this.#writes = writes;
  }

  async get(environment: string): Promise<EnvironmentLock | undefined> {
    return lockOn(this.#index.value, environment);
  }

  async lock(lock: EnvironmentLock): Promise<boolean> {
    const { before } = await this.#update((index) => {
      if (lockOn(index, lock.environment) !== undefined) return index;
      return { ...index, locks: [...index.locks, lock] };
    });
    return lockOn(before, lock.environment) === undefined;
  }

  async unlock(environment: string): Promise<EnvironmentLock | undefined> {
    const { before } = await this.#update((index) => {
      if (lockOn(index, environment) === undefined) return index;
      return { ...index, locks: index.locks.filter((lock) => lock.environment !== environment) };
    });
    return lockOn(before, environment);
  }

  async list(): Promise<readonly EnvironmentLock[]> {
    return this.#index.value.locks;
  }

  #update(change: (index: Index) => Index): ReturnType<Document<Index>['update']> {
    return this.#writes.run(() => this.#index.update(change));
  }
}

export function lockOn(index: Index, environment: string): EnvironmentLock | undefined {
  return index.locks.find((lock) => lock.environment === environment);
}
