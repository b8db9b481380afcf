import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { OperatorError } from '#domain/operator-error.ts';

const run = promisify(execFile);
const timeoutMs = 10_000;
const mostBytes = 4 * 1_048_576;
/** What names a commit; never an option, a range or a path. */
const refForm = /^[A-Za-z0-9][\w./@{}~^+-]{0,199}$/u;

/** Absolute paths that differ between a commit and the working folder, committed or not. Rejects with `NO_CHANGES_KNOWN`. */
export async function changedFiles(since: string, folder: string): Promise<readonly string[]> {
  if (!refForm.test(since) || since.includes('..')) {
    throw unknown(`"${since.slice(0, 60)}" is no commit, branch or tag`, undefined);
  }
  try {
    const options = { cwd: folder, timeout: timeoutMs, maxBuffer: mostBytes } as const;
    const root = (await run('git', ['rev-parse', '--show-toplevel'], options)).stdout.trimEnd();
    const { stdout } = await run(
      'git',
      ['diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', since, '--'],
      options,
    );
    return stdout.split('\0').flatMap((file) => (file === '' ? [] : [path.join(root, file)]));
  } catch (error) {
    throw unknown(`git cannot tell what changed since "${since.slice(0, 60)}"`, error);
  }
}

function unknown(message: string, cause: unknown): OperatorError {
  return new OperatorError({
    code: 'NO_CHANGES_KNOWN',
    message,
    hint: 'Name a commit, branch or tag of the repository that e2e.yaml lies in, or use another order',
    cause,
  });
}
