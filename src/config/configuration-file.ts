import { constants, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';
import type { Variables } from '#domain/setting.ts';

/** Where the configuration comes from. Named on the command line wins over variables, and those over `e2e.yaml` here. */
export interface ConfigurationSource {
  readonly variables: Variables;
  /**
   * Default: the working folder of this process. Only it is searched, not the folders above, so that nobody runs a suite
   * that they did not mean.
   */
  readonly cwd?: string | undefined;
  /** `--config` */
  readonly file?: string | undefined;
  /** `--data` */
  readonly data?: string | undefined;
}

const largestFileBytes = 1_048_576;
const example = `environments:
  staging:
    services:
      api: { url: https://api.staging.example.com, health: /health }
suites:
  critical:
    runner: pytest
    command: [pytest, tests/e2e, -v]
    priority: 1
    environment: { STAGING_URL: "\${services.api.url}" }`;

/** The absolute path of the file that would be read; it need not exist. */
export function findConfiguration({ cwd = process.cwd(), variables, file }: ConfigurationSource): string {
  return resolve(cwd, file ?? orUndefined(variables['TENELEVEN_CONFIG']) ?? 'e2e.yaml');
}

/** Where the data lie when `--data` or `TENELEVEN_DATA` says so; they win over `history.data` and start at the working folder. */
export function namedData({ cwd = process.cwd(), variables, data }: ConfigurationSource): string | undefined {
  const named = data ?? orUndefined(variables['TENELEVEN_DATA']);
  return named === undefined ? undefined : resolve(cwd, named);
}

/** The text of a configuration file, at most 1 MiB. Rejects with `NO_CONFIGURATION` or `BAD_CONFIGURATION`. */
export async function readText(file: string): Promise<string> {
  const buffer = Buffer.alloc(largestFileBytes + 1);
  let length = 0;
  try {
    // A named pipe in place of the file must not be waited for.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw noFile(file, 'is not a file');
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await handle.read(buffer, length, buffer.length - length, null));
    }
  } catch (error) {
    throw error instanceof OperatorError ? error : noFile(file, reasonOf(error), error);
  }
  if (length <= largestFileBytes) return buffer.toString('utf8', 0, length);
  throw new OperatorError({
    code: 'BAD_CONFIGURATION',
    message: `"${file}" is larger than 1 MiB`,
    hint: 'Name the e2e.yaml of Teneleven with --config or TENELEVEN_CONFIG',
  });
}

function noFile(file: string, reason: string, cause?: unknown): OperatorError {
  return new OperatorError({
    code: 'NO_CONFIGURATION',
    message: `"${file}" ${reason}`,
    hint: `Start where your e2e.yaml is, name it with --config or TENELEVEN_CONFIG, or begin with this one:\n\n${example}`,
    cause,
  });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be read by this user';
  if (code === 'EISDIR') return 'is a folder';
  return `cannot be read (${String(code)})`;
}

function orUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
