import { OperatorError } from '#domain/operator-error.ts';

interface Remedy {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

const full: Remedy = {
  code: 'STORE_FULL',
  what: 'No space left to write',
  hint: 'Free space on that disk. What was saved before is intact, and saving works again as soon as there is room',
};
const forbidden: Remedy = {
  code: 'STORE_NOT_WRITABLE',
  what: 'Not allowed to write',
  hint: 'Mount it writable and give its owner to the user that Teneleven runs as. What was saved before is intact',
};
const exhausted: Remedy = {
  code: 'STORE_NO_DESCRIPTORS',
  what: 'Too many open files to write',
  hint: 'Raise the limit (ulimit -n, LimitNOFILE=). What was saved before is intact',
};
const gone: Remedy = {
  code: 'STORE_GONE',
  what: 'The folder is gone that should hold',
  hint: 'Look whether its disk is still mounted, then start Teneleven again',
};
const broken: Remedy = {
  code: 'STORE_BROKEN_DISK',
  what: 'The disk failed at',
  hint: 'Look at the kernel log (dmesg) and at the mount; move the data folder to a healthy disk',
};

const remedies: ReadonlyMap<string, Remedy> = new Map([
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['EFBIG', full],
  ['EROFS', forbidden],
  ['EACCES', forbidden],
  ['EPERM', forbidden],
  ['EMFILE', exhausted],
  ['ENFILE', exhausted],
  ['ENOENT', gone],
  ['ENOTDIR', gone],
  ['ESTALE', gone],
  ['ENOTCONN', gone],
  ['EIO', broken],
]);

/** An error of the file system as a person can act on it; anything else as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  const remedy = remedies.get(errnoOf(error) ?? '');
  if (remedy === undefined) return error;
  return new OperatorError({
    code: remedy.code,
    message: `${remedy.what} "${path}" (${errnoOf(error)})`,
    hint: remedy.hint,
    cause: error,
  });
}

/** `ENOENT` and its like; undefined for anything that is no error of the system. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}

/** `undefined` in place of a file that is not there. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function tooNew(path: string): OperatorError {
  return new OperatorError({
    code: 'STORE_TOO_NEW',
    message: `"${path}" and its backups were written by a newer Teneleven`,
    hint: 'Start that newer version again, or name another data folder (history.data, --data)',
  });
}
