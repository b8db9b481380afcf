/** How often addresses that nobody configured may be probed, so that nobody's network is searched from here. */
export interface AdHocLimits {
  /** Takes one probe for a person. Undefined: granted; else the milliseconds until one may be tried. */
  take(person: string, now: Date): number | undefined;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

const perPerson = 5;
const forAll = 20;
const periodMs = 60_000;
const mostPeople = 10_000;

export function createAdHocLimits(): AdHocLimits {
  const people = new Map<string, Bucket>();
  let all: Bucket = { tokens: forAll, atMs: 0 };

  function forget(nowMs: number): void {
    for (const [person, bucket] of people)
      if (filled(bucket, perPerson, nowMs).tokens >= perPerson) people.delete(person);
  }

  return {
    take(person, now) {
      const nowMs = now.getTime();
      const common = filled(all, forAll, nowMs);
      const own = filled(people.get(person) ?? { tokens: perPerson, atMs: nowMs }, perPerson, nowMs);
      const waitMs = Math.max(untilOne(common, forAll), untilOne(own, perPerson));
      if (waitMs > 0) return waitMs;
      if (people.size >= mostPeople) forget(nowMs);
      // All were here within a minute: more people than tokens for all of them.
      if (people.size >= mostPeople && !people.has(person)) return periodMs / forAll;
      people.set(person, { ...own, tokens: own.tokens - 1 });
      all = { ...common, tokens: common.tokens - 1 };
      return undefined;
    },
  };
}

function filled({ tokens, atMs }: Bucket, size: number, nowMs: number): Bucket {
  // A clock that was set back fills nothing.
  const gained = (Math.max(0, nowMs - atMs) * size) / periodMs;
  return { tokens: Math.min(size, tokens + gained), atMs: nowMs };
}

function untilOne({ tokens }: Bucket, size: number): number {
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * periodMs) / size);
}
