import { createHash } from 'node:crypto';
import { readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Run } from '#domain/run.ts';
import type { Disk } from './disk.ts';
import { isRunId } from './layout.ts';
import { syncFolder } from './replace-file.ts';
import { errnoOf, ifThere, toStoreError } from './store-error.ts';

export type Asked = Pick<Run, 'requestId' | 'suite' | 'environment'>;

/** A file in a run's folder that names the link of a further request, so that the link goes with the run. */
const MARK = 'asked-';

/** Which run answers a request: links named by what was asked, so that looking one up costs the same in any history. */
export class AskedLinks {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async find(asked: Asked): Promise<string | undefined> {
    try {
      const id = basename(await readlink(this.#path(nameOf(asked))));
      return isRunId(id) ? id : undefined;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EINVAL') return undefined;
      throw error;
    }
  }

  /** The request made this run. */
  async remember(asked: Asked, id: string): Promise<void> {
    const path = this.#path(nameOf(asked));
    try {
      // Only a link whose run is gone can be in the way.
      await rm(path, { force: true });
      await symlink(join('..', 'runs', id), path);
      await this.#disk.gate.run(() => syncFolder(this.#disk.layout.asked));
    } catch (error) {
      throw toStoreError(error, path);
    }
  }

  /** The request was pointed at this run, which another one had made. */
  async rememberFurther(asked: Asked, id: string): Promise<void> {
    await writeFile(join(this.#disk.layout.runs, id, MARK + nameOf(asked)), '', { mode: 0o600 });
    await this.remember(asked, id);
  }

  /** The names of the links to a run, to be forgotten when it has gone. */
  async linksTo(run: Run): Promise<readonly string[]> {
    const names = (await ifThere(readdir(join(this.#disk.layout.runs, run.id)))) ?? [];
    const further = names.filter((name) => name.startsWith(MARK)).map((name) => name.slice(MARK.length));
    return [nameOf(run), ...further];
  }

  async forget(links: readonly string[]): Promise<void> {
    await Promise.all(links.map((link) => rm(this.#path(link), { force: true })));
  }

  #path(link: string): string {
    return join(this.#disk.layout.asked, link);
  }
}

export function nameOf(asked: Asked): string {
  const words = JSON.stringify([asked.requestId, asked.suite, asked.environment]);
  return createHash('sha256').update(words).digest('hex').slice(0, 40);
}
