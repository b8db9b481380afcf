import type { Fact, Observation } from '#domain/observation.ts';

import { afterAPause } from './experiments/after-a-pause.ts';
import { afterTheOperation, isAbrupt } from './experiments/after-the-operation.ts';
import type { Experiment } from './experiments/experiment.ts';
import { growingUp } from './experiments/growing-up.ts';
import { headerSizes } from './experiments/headers.ts';
import { tokenMakers } from './experiments/issued-token.ts';
import { holds } from './experiments/holds.ts';
import { isGap, laterLook } from './experiments/later-look.ts';
import { nameServers } from './experiments/name-servers.ts';
import { otherUser, otherUserByHttp } from './experiments/other-user.ts';
import { roomyToken } from './experiments/roomy-token.ts';
import { failingRoute, routes } from './experiments/routes.ts';
import { settingsAudit } from './experiments/settings-audit.ts';
import { twoUsers } from './experiments/two-users.ts';

/** A token is refused for what is in it, and most services do not say for what; what is quick comes before the way there. */
function whyRefused(value: Fact, byOther: Experiment, byRoute: Experiment): readonly Experiment[] {
  return String(value).endsWith('STATUS_404')
    ? [byOther, byRoute]
    : [byOther, tokenMakers, roomyToken, byRoute, settingsAudit];
}

const isRefusal = /STATUS_40[134]$|CLOSE_1008$/u;

/** What observations make the next question, however far behind its cause is. */
export function followUpsOf(seen: readonly Observation[]): readonly Experiment[] {
  // It broke off while somebody was at it: is the process that was asked still there?
  const isDeathOpen = !seen.some(({ fact }) => fact === 'health.uptime-fell');
  const isBrokenOff = seen.some(({ fact, value }) => fact === 'ws.plain' && isAbrupt(String(value)));
  return [
    ...seen.flatMap((each) => followUpOf(each, seen)),
    ...(isDeathOpen && isBrokenOff ? [afterTheOperation] : []),
  ];
}

function isOfAssertion({ fact, value }: Observation): boolean {
  return fact === 'report.phase' && value === 'assertion';
}

/** Of those that a service closes or answers with while it is not ready. */
function isOwnError({ fact, value }: Observation): boolean {
  return (
    (fact === 'report.status' && (value === 500 || value === 503)) ||
    (fact === 'report.close-code' && (value === 1011 || value === 1013))
  );
}

function followUpOf({ fact, value, says }: Observation, seen: readonly Observation[]): readonly Experiment[] {
  // It lived until it was left alone: as long as that, or as long as it may?
  if (fact === 'ws.plain' && String(value).startsWith('hold CLOSE_')) return [holds];
  // A token is long, and so is what brings it.
  if (fact === 'auth.login' && value !== 'ok' && says.includes('did not answer')) return [headerSizes];
  // It failed when it was done again, and passes by now.
  if (fact === 'repeat.pattern' && value === 'all-ok') return [growingUp];
  // One user alone passes, and the test looks at more than one may.
  if (fact === 'replay.other-client' && seen.some(isOfAssertion)) return [twoUsers];
  // Nobody waits any more: is it so again once it was left alone?
  if (fact === 'replay.woke') return [afterAPause];
  // Whoever is refused may be the wrong one.
  if (fact === 'ws.plain' && isRefusal.test(String(value))) return whyRefused(value, otherUser, routes);
  if (fact === 'http.failing-path' && isRefusal.test(String(value)))
    return whyRefused(value, otherUserByHttp, failingRoute);
  // It had just begun: whoever is told an error may have come too early.
  if (fact === 'health.started-at-run' && value === true && seen.some(isOwnError)) return [growingUp];
  // Somebody is missing: gone for good, or on the way back.
  if (fact === 'repeat.pattern' && isGap(says)) return [laterLook];
  // Another version may be that of another host.
  return fact === 'version.intended' && value === false ? [nameServers] : [];
}
