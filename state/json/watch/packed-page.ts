import { checkedLine, isWhole, linesForwards } from './checked-line.ts';

/** One measurement or count: what it says of whom, a number and a time. */
export interface Packed<W> {
  readonly word: W;
  /** A whole number below 2³². */
  readonly amount: number;
  readonly atMs: number;
}

/** What one write adds to a page: the words that were new, and records of 16 bytes that point at words. */
export interface PackedLine<W> {
  /** Place of the first of `words`. */
  readonly from: number;
  readonly words: readonly W[];
  readonly records: Uint8Array;
}

interface Written<W> {
  readonly from: number;
  readonly words: readonly W[];
  /** Base64. */
  readonly records: string;
}

const RECORD_BYTES = 16;
const RECORDS = ',"records":"';

/**
 * The records of one segment. What repeats (who, what became of it) is a word and is written once; a record is the
 * place of its word and its amount (32 bits each) and its time (64 bits, floating), little-endian.
 */
export class PackedPage<W> {
  readonly #words: (W | undefined)[] = [];
  #places: Map<string, number> | undefined;
  #bytes = Buffer.from(new ArrayBuffer(0));
  #count = 0;
  #unreadable = 0;

  /** Takes up the lines of a segment. */
  static read<W>(lines: Buffer): PackedPage<W> {
    const page = new PackedPage<W>();
    // Records are three quarters of their text.
    page.#grow(lines.length);
    for (const line of linesForwards(lines)) page.#takeLine(line);
    return page;
  }

  get size(): number {
    return this.#count;
  }

  /** Lines that were damaged. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** What has to be written for these entries; it belongs to the page once it was taken. */
  lineFor(entries: readonly Packed<W>[]): PackedLine<W> {
    const places = (this.#places ??= placesOf(this.#words));
    const from = this.#unreadable === 0 ? this.#words.length : this.#firstUnused();
    const added = new Map<string, number>();
    const words: W[] = [];
    const records = new DataView(new ArrayBuffer(entries.length * RECORD_BYTES));
    for (const [index, { word, amount, atMs }] of entries.entries()) {
      const key = JSON.stringify(word);
      let place = places.get(key) ?? added.get(key);
      if (place === undefined) {
        place = from + words.length;
        words.push(word);
        added.set(key, place);
      }
      records.setUint32(index * RECORD_BYTES, place, true);
      records.setUint32(index * RECORD_BYTES + 4, amount, true);
      records.setFloat64(index * RECORD_BYTES + 8, atMs, true);
    }
    return { from, words, records: new Uint8Array(records.buffer) };
  }

  take({ from, words, records }: PackedLine<W>): void {
    this.#takeWords(from, words);
    this.#grow(records.length);
    this.#bytes.set(records, this.#count * RECORD_BYTES);
    this.#count += records.length / RECORD_BYTES;
  }

  /** In the order of their writing, backwards. */
  *newestFirst(fits: (word: W) => boolean, sinceMs: number): Generator<Packed<W>> {
    const wanted = this.#words.map((word) => (word !== undefined && fits(word) ? word : undefined));
    const [whole, real] = [new Uint32Array(this.#bytes.buffer), new Float64Array(this.#bytes.buffer)];
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      const word = wanted[whole[index * 4] ?? 0];
      const atMs = real[index * 2 + 1] ?? 0;
      if (word !== undefined && atMs >= sinceMs) yield { word, amount: whole[index * 4 + 1] ?? 0, atMs };
    }
  }

  #takeLine(line: Buffer): void {
    if (!isWhole(line)) {
      this.#unreadable += 1;
      return;
    }
    // The records stand last: parsing them as JSON would cost more than all the rest.
    const end = line.indexOf(RECORDS);
    // The checksum shows that `textOf` has written it.
    const { from, words }: Omit<Written<W>, 'records'> = JSON.parse(`${line.toString('utf8', 0, end)}}`);
    this.#takeWords(from, words);
    const records = line.toString('latin1', end + RECORDS.length, line.length - 2);
    this.#grow(Buffer.byteLength(records, 'base64'));
    this.#count += this.#bytes.write(records, this.#count * RECORD_BYTES, 'base64') / RECORD_BYTES;
  }

  #takeWords(from: number, words: readonly W[]): void {
    for (const [index, word] of words.entries()) {
      this.#words[from + index] = word;
      this.#places?.set(JSON.stringify(word), from + index);
    }
  }

  // A damaged line may have held words that later records point at.
  #firstUnused(): number {
    const whole = new Uint32Array(this.#bytes.buffer);
    let unused = this.#words.length;
    for (let index = 0; index < this.#count; index += 1) unused = Math.max(unused, (whole[index * 4] ?? 0) + 1);
    return unused;
  }

  #grow(bytes: number): void {
    const needed = this.#count * RECORD_BYTES + bytes;
    if (needed <= this.#bytes.length) return;
    const records = Math.ceil(Math.max(needed, 1.5 * this.#bytes.length) / RECORD_BYTES);
    // Not from the pool, whose pieces need not begin where a number may.
    const grown = Buffer.from(new ArrayBuffer(records * RECORD_BYTES));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** `{"crc":…,"from":…,"words":[…],"records":"…"}`. */
export function textOf<W>({ from, words, records }: PackedLine<W>): string {
  const written: Written<W> = { from, words, records: Buffer.from(records).toString('base64') };
  return checkedLine(written);
}

function placesOf(words: readonly unknown[]): Map<string, number> {
  // Damage leaves holes.
  return new Map([...words.entries()].map(([place, word]) => [JSON.stringify(word) ?? '', place]));
}
