/** How often addresses that nobody configured may be probed, so that nobody's network is searched from here. */
export interface AdHocLimits {
  /** Takes one probe for a person. Undefined: granted; else the milliseconds until one may be tried. */
  take(person: string, now: Date): number | undefined;
}

/** Time that can be spent on probes, as of a moment. */
interface Credit {
  readonly leftMs: number;
  readonly atMs: number;
}

const periodMs = 60_000;
/** Five a minute. */
const costForPersonMs = periodMs / 5;
/** Twenty a minute. */
const costForAllMs = periodMs / 20;
const mostPeople = 100;

export function createAdHocLimits(): AdHocLimits {
  const people = new Map<string, Credit>();
  let all: Credit = { leftMs: periodMs, atMs: 0 };

  /** Who has all of their credit again need not be remembered. */
  function forget(nowMs: number): void {
    for (const [person, credit] of people) if (asOf(credit, nowMs).leftMs >= periodMs) people.delete(person);
  }

  return {
    take(person, now) {
      const nowMs = now.getTime();
      if (people.size >= mostPeople) forget(nowMs);
      const own = asOf(people.get(person) ?? { leftMs: periodMs, atMs: nowMs }, nowMs);
      all = asOf(all, nowMs);
      const waitMs = Math.max(costForAllMs - all.leftMs, costForPersonMs - own.leftMs);
      const isGranted = waitMs <= 0;
      // Nothing is remembered of who was only refused, so what is remembered is bounded by what was granted.
      if (isGranted || people.has(person)) people.set(person, isGranted ? spend(own, costForPersonMs) : own);
      if (isGranted) all = spend(all, costForAllMs);
      return isGranted ? undefined : waitMs;
    },
  };
}

/** A clock that was set back gives nothing, and takes nothing either. */
function asOf({ leftMs, atMs }: Credit, nowMs: number): Credit {
  return { leftMs: Math.min(periodMs, leftMs + Math.max(0, nowMs - atMs)), atMs: nowMs };
}

function spend({ leftMs, atMs }: Credit, costMs: number): Credit {
  return { leftMs: leftMs - costMs, atMs };
}
