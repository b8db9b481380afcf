import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { childEnvironment } from '#suites/child-environment.ts';
import { runMarker } from '#suites/run-marker.ts';

import type { StepContext } from './step-context.ts';

const looked = 100;
const mostCommits = 10;
const wallMs = 3_000;
const hash = /^[\da-f]{7,40}$/u;
const run = promisify(execFile);

/** What changed since this environment was green last, a sentence each; where versions are commits, their subjects too. */
export async function lastGreen(
  context: StepContext,
  versionTo: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { parts, loop, environment, round } = context;
  const loops = await parts.store.work.loops.list({ environment: environment.name, limit: looked });
  const green = loops.find((each) => each.state === 'green' && each.id !== loop.id);
  const last = green?.rounds.at(-1);
  if (green === undefined || last === undefined) return ['No loop on this environment was green before'];
  const moved = Object.entries(last.versionsAfter).map(([service, version]) => {
    const now = round.versionsBefore[service];
    const to = versionTo === undefined ? '' : `, to be ${versionTo}`;
    return `${service}: ${version} when ${green.id} was green, ${now === undefined ? 'not known' : now} now${to}`;
  });
  const [from] = Object.values(last.versionsAfter);
  return [...moved, ...(await commitsBetween(from, versionTo, { context, signal }))];
}

/** Nothing where the folder of the deploy is no repository that has both. */
async function commitsBetween(
  from: string | undefined,
  to: string | undefined,
  { context, signal }: { readonly context: StepContext; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { environment, parts, loop } = context;
  if (from === undefined || to === undefined || from === to || !hash.test(from) || !hash.test(to)) return [];
  const marker = runMarker(parts.data, `${loop.id}.changes`);
  try {
    const words = [
      'log',
      '--no-merges',
      '--format=%h %an: %s',
      `--max-count=${mostCommits + 1}`,
      `${from}..${to}`,
      '--',
    ];
    const { stdout } = await run('git', words, {
      cwd: environment.deploy?.cwd,
      env: childEnvironment({ parent: parts.variables, named: {}, plan: {}, marker }),
      timeout: wallMs,
      maxBuffer: 65_536,
      killSignal: 'SIGKILL',
      signal,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    const shown = lines.slice(0, mostCommits).map((line) => parts.redactor().redact(line.slice(0, 200)));
    return lines.length > shown.length ? [...shown, 'and more commits'] : shown;
  } catch {
    return [];
  }
}
