import type { Symptom } from '#domain/diagnosis.ts';

import type { Aim, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { healthPaths, lookAgain, uptimeOf } from './health-looks.ts';

/** Once may be a deploy that goes on just now. */
const fewest = 2;

/** Whether nobody ended the connection in an orderly way: then the process may have gone with it. */
export function endsAbruptly({ closeCode, error, status }: Symptom): boolean {
  return (
    closeCode === 1006 || status === 502 || /ECONNRESET|RemoteProtocolError|SocketError|ConnectionReset/u.test(error)
  );
}

/** Between which moments (`performance.now()`) a service began, and when the run before that look did. */
export interface Beginning {
  readonly fromMs: number;
  readonly toMs: number;
  readonly runFromMs: number;
}

/** Undefined where it tells no uptime. */
export async function lookAfterRun(
  runFromMs: number,
  { aim, lab }: { readonly aim: Aim; readonly lab: Lab },
  signal: AbortSignal,
): Promise<Beginning | undefined> {
  if (healthPaths(aim.paths).length === 0) return undefined;
  const uptime = uptimeOf(await lookAgain(aim, lab, signal));
  if (uptime === undefined) return undefined;
  const toMs = performance.now() - 1_000 * uptime;
  // Told in whole seconds it may be nearly a second more.
  return { fromMs: Number.isInteger(uptime) ? toMs - 1_000 : toMs, toMs, runFromMs };
}

/** Whether the service began anew with that run; undefined where whole seconds leave it open. */
function isAnew({ fromMs, toMs, runFromMs }: Beginning, before: Beginning | undefined): boolean | undefined {
  if (fromMs > runFromMs || (before !== undefined && fromMs > before.toMs + slackMs)) return true;
  return toMs < runFromMs ? false : undefined;
}

const slackMs = 100;

/** What several runs of a test alone were survived by; nothing where that is now so, now so. */
export function outlivedRuns(looks: readonly (Beginning | undefined)[], { paths }: Aim, lab: Lab): readonly Finding[] {
  const [path] = healthPaths(paths);
  const seen = looks.filter((look) => look !== undefined);
  const anew = seen.map((look, index) => isAnew(look, seen[index - 1]));
  const deaths = anew.filter((each) => each === true).length;
  const isDying = deaths >= fewest && !anew.includes(false);
  const isThere = anew.length >= fewest && anew.every((each) => each === false);
  if (path === undefined || (!isDying && !isThere)) return [];
  const how = isDying ? `had begun anew by its uptime after ${deaths} of them` : 'was still up since before';
  const says = `the test was run alone ${seen.length} times, and ${path.name} ${how}`;
  const subject = path.id;
  return findings(
    [
      { fact: 'health.uptime-fell', value: isDying, says, subject },
      { fact: 'replay.went-away', value: isDying || undefined, says, subject },
    ],
    alone(lab, lab.now().toISOString()),
  );
}
