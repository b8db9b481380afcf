export interface ShelvedFile {
  readonly name: string;
  readonly body: Buffer;
}

const maxBytes = 64 * 1024 * 1024;
const maxFiles = 500;

/** The largest upload taken, in bytes. */
export const maxFileBytes = 20 * 1024 * 1024;

/** The contents of uploaded files; the oldest make room for the newest. */
export class FileShelf {
  readonly #files = new Map<string, ShelvedFile>();
  #bytes = 0;

  put(id: string, file: ShelvedFile): void {
    this.#drop(id);
    this.#files.set(id, file);
    this.#bytes += file.body.byteLength;
    while (this.#bytes > maxBytes || this.#files.size > maxFiles) {
      const oldest = this.#files.keys().next().value;
      if (oldest === undefined) return;
      this.#drop(oldest);
    }
  }

  get(id: string): ShelvedFile | undefined {
    return this.#files.get(id);
  }

  #drop(id: string): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    this.#files.delete(id);
    this.#bytes -= file.body.byteLength;
  }
}
