import type { Silence } from '#domain/incident.ts';
import type { SilenceStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { Document } from '../document.ts';
import { SealedFile } from '../sealed-file.ts';
import { silencesShape } from './watch-shapes.ts';

export class JsonSilences implements SilenceStore {
  readonly #disk: Disk;
  readonly #document: Document<readonly Silence[]>;

  private constructor(disk: Disk, document: Document<readonly Silence[]>) {
    this.#disk = disk;
    this.#document = document;
  }

  static async open(disk: Disk): Promise<JsonSilences> {
    const file = new SealedFile(disk, disk.layout.watch.silences, silencesShape);
    return new JsonSilences(disk, await Document.open<readonly Silence[]>(file, []));
  }

  async set(silence: Silence): Promise<void> {
    const now = new Date(silence.at);
    await this.#update((silences) => [
      ...unexpired(silences, now).filter((other) => !isOn(other, silence.environment, silence.endpoint)),
      silence,
    ]);
  }

  async remove(environment: string, endpoint: string): Promise<Silence | undefined> {
    const { before } = await this.#update((silences) => {
      const left = silences.filter((silence) => !isOn(silence, environment, endpoint));
      return left.length === silences.length ? silences : left;
    });
    return before.find((silence) => isOn(silence, environment, endpoint));
  }

  async list(now: Date): Promise<readonly Silence[]> {
    return unexpired(this.#document.value, now);
  }

  #update(
    change: (silences: readonly Silence[]) => readonly Silence[],
  ): ReturnType<Document<readonly Silence[]>['update']> {
    return this.#disk.writes.run(() => this.#document.update(change));
  }
}

export function unexpired(silences: readonly Silence[], now: Date): readonly Silence[] {
  return silences.filter((silence) => Date.parse(silence.until) > now.getTime());
}

function isOn(silence: Silence, environment: string, endpoint: string): boolean {
  return silence.environment === environment && silence.endpoint === endpoint;
}
