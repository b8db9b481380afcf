import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { newInquiry } from '#state/new-inquiry.ts';
import type { InquiryStore, NewInquiry } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { Listeners } from '../listeners.ts';
import { Turns } from '../turns.ts';
import type { InquiryLine } from './record-kinds.ts';
import type { WatchRecords } from './watch-records.ts';

export class JsonInquiries implements InquiryStore {
  readonly #disk: Disk;
  readonly #records: WatchRecords<Inquiry, InquiryLine>;
  readonly #listeners = new Listeners();
  readonly #turns = new Turns();

  constructor(disk: Disk, records: WatchRecords<Inquiry, InquiryLine>) {
    this.#disk = disk;
    this.#records = records;
  }

  add(order: NewInquiry): ReturnType<InquiryStore['add']> {
    return this.#disk.writes.run(() => this.#turns.take(order.requestId, () => this.#addOne(order)));
  }

  async change(id: string, change: (inquiry: Inquiry) => Inquiry): Promise<Inquiry> {
    const { before, after } = await this.#disk.writes.run(() => this.#records.change(id, change));
    if (before !== after) this.#listeners.tell(id);
    return after;
  }

  get(id: string): Promise<Inquiry | undefined> {
    return this.#records.get(id);
  }

  list({ run, limit }: Parameters<InquiryStore['list']>[0]): Promise<readonly Inquiry[]> {
    const ids = this.#idsOf((line) => run === undefined || line.run === run).toReversed();
    return this.#records.getAll(ids.slice(0, limit));
  }

  active(): Promise<readonly Inquiry[]> {
    return this.#records.getAll(this.#idsOf(isInquiryActive));
  }

  untold(): Promise<readonly Inquiry[]> {
    return this.#records.getAll(this.#idsOf((line) => line.isUntold));
  }

  subscribe(listener: (id: string) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async #addOne(order: NewInquiry): Promise<{ readonly inquiry: Inquiry; readonly added: boolean }> {
    const [earlier] = this.#idsOf((line) => line.requestId === order.requestId);
    const found = earlier === undefined ? undefined : await this.#records.get(earlier);
    if (found !== undefined) return { inquiry: found, added: false };
    const inquiry = await this.#records.add((id) => newInquiry(id, order));
    this.#listeners.tell(inquiry.id);
    return { inquiry, added: true };
  }

  #idsOf(fits: (line: InquiryLine) => boolean): readonly string[] {
    return [...this.#records.lines()].flatMap(([id, line]) => (fits(line) ? [id] : []));
  }
}
