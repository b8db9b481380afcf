import { join } from 'node:path';
import type { TestResult } from '#domain/test-result.ts';
import type { Disk } from './disk.ts';
import { SealedFile } from './sealed-file.ts';
import { testsShape } from './shapes.ts';
import { Turns } from './turns.ts';

/** The test results of runs: read and written whole, never kept in memory. */
export class RunTests {
  readonly #disk: Disk;
  readonly #turns = new Turns();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  save(folder: string, tests: readonly TestResult[]): Promise<void> {
    return this.#turns.take(folder, () => this.#file(folder).write(tests));
  }

  read(folder: string): Promise<readonly TestResult[]> {
    return this.#turns.take(folder, async () => (await this.#file(folder).read()) ?? []);
  }

  #file(folder: string): SealedFile<readonly TestResult[]> {
    return new SealedFile(this.#disk, join(folder, 'tests.json'), testsShape);
  }
}
