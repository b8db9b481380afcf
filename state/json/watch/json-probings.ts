import { isProbingActive, type Probing } from '#domain/probing.ts';
import { newProbing } from '#state/new-probing.ts';
import type { NewProbing, ProbingStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { Listeners } from '../listeners.ts';
import { Turns } from '../turns.ts';
import type { ProbingLine } from './record-kinds.ts';
import type { WatchRecords } from './watch-records.ts';

export class JsonProbings implements ProbingStore {
  readonly #disk: Disk;
  readonly #records: WatchRecords<Probing, ProbingLine>;
  readonly #listeners = new Listeners();
  readonly #turns = new Turns();

  constructor(disk: Disk, records: WatchRecords<Probing, ProbingLine>) {
    this.#disk = disk;
    this.#records = records;
  }

  add(order: NewProbing): ReturnType<ProbingStore['add']> {
    return this.#disk.writes.run(() => this.#turns.take(order.requestId, () => this.#addOne(order)));
  }

  async change(id: string, change: Parameters<ProbingStore['change']>[1]): Promise<Probing> {
    const { after } = await this.#disk.writes.run(() =>
      this.#records.change(id, (probing) => ({ ...probing, ...change })),
    );
    this.#listeners.tell(id);
    return after;
  }

  get(id: string): Promise<Probing | undefined> {
    return this.#records.get(id);
  }

  active(): Promise<readonly Probing[]> {
    return this.#records.getAll(this.#idsOf(isProbingActive));
  }

  untold(): Promise<readonly Probing[]> {
    return this.#records.getAll(this.#idsOf((line) => line.isUntold));
  }

  subscribe(listener: (id: string) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async #addOne(order: NewProbing): Promise<{ readonly probing: Probing; readonly added: boolean }> {
    const [earlier] = this.#idsOf((line) => line.requestId === order.requestId);
    const found = earlier === undefined ? undefined : await this.#records.get(earlier);
    if (found !== undefined) return { probing: found, added: false };
    const probing = await this.#records.add((id) => newProbing(id, order));
    this.#listeners.tell(probing.id);
    return { probing, added: true };
  }

  #idsOf(fits: (line: ProbingLine) => boolean): readonly string[] {
    return [...this.#records.lines()].flatMap(([id, line]) => (fits(line) ? [id] : []));
  }
}
