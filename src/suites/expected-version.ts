import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expandCommand } from '#config/expand.ts';
import type { Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

import { childEnvironment } from './child-environment.ts';

export { isVersion } from '#domain/is-version.ts';

const wallMs = 10_000;
const maxBytes = 64 * 1_024;
const run = promisify(execFile);

/** What `expectVersion` of an environment came to; a command that fails is a gap, never an error. */
export interface VersionExpectation {
  readonly version?: string | undefined;
  readonly gap?: string | undefined;
}

/** The version that is meant to run: a text, or the first line that a command prints within 10 s. */
export async function expectedVersion(
  environment: Environment,
  around: { readonly variables: Variables; readonly marker: string },
  signal: AbortSignal,
): Promise<VersionExpectation> {
  const wanted = environment.deploy?.expectVersion;
  if (wanted === undefined) return {};
  if (typeof wanted === 'string') return { version: wanted };
  const [program = '', ...words] = wanted.command;
  try {
    const command = expandCommand([program, ...words], environment, around.variables);
    const { stdout } = await run(command[0] ?? '', command.slice(1), {
      cwd: environment.deploy?.cwd,
      env: childEnvironment({ parent: around.variables, named: {}, plan: {}, marker: around.marker }),
      timeout: wallMs,
      maxBuffer: maxBytes,
      killSignal: 'SIGKILL',
      signal,
    });
    const [line = ''] = stdout.trim().split('\n');
    return line === '' ? { gap: `"${program}" printed nothing` } : { version: line.trim() };
  } catch (error) {
    return { gap: `"${program}" ${gapOf(error)}` };
  }
}

function gapOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'could not be run';
  if ('killed' in error && error.killed === true) return `printed no version within ${wallMs / 1_000} s`;
  return typeof error.code === 'number'
    ? `ended with exit code ${error.code}`
    : `could not be run (${String(error.code)})`;
}
