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

/** Whether a service has begun anew since a moment (`performance.now()`); undefined where it tells no uptime. */
export async function beganSince(
  momentMs: number,
  { aim, lab }: { readonly aim: Aim; readonly lab: Lab },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (healthPaths(aim.paths).length === 0) return undefined;
  const uptime = uptimeOf(await lookAgain(aim, lab, signal));
  // Told in whole seconds it may be nearly a second more.
  const most = uptime === undefined || !Number.isInteger(uptime) ? uptime : uptime + 1;
  return most === undefined ? undefined : most * 1_000 < performance.now() - momentMs;
}

/** What several runs of a test alone were survived by; nothing where that is now so, now so. */
export function outlivedRuns(begun: readonly (boolean | undefined)[], { paths }: Aim, lab: Lab): readonly Finding[] {
  const [first] = begun;
  const [path] = healthPaths(paths);
  if (path === undefined || first === undefined || begun.length < fewest || begun.some((each) => each !== first))
    return [];
  const says = `after each of ${begun.length} runs of the test alone ${path.name} ${first ? 'had begun anew by its uptime' : 'was still up since before'}`;
  const subject = path.id;
  return findings(
    [
      { fact: 'health.uptime-fell', value: first, says, subject },
      { fact: 'replay.went-away', value: first || undefined, says, subject },
    ],
    alone(lab, lab.now().toISOString()),
  );
}
