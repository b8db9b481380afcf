import type { Environment } from '#domain/configuration.ts';
import { formatDuration } from '#domain/duration.ts';
import { isVersion } from '#suites/expected-version.ts';

import type { Sample } from './look-at-services.ts';
import { newestStart } from './process-starts.ts';

/** How one service stands after one look at it. Only `good` is what was meant. */
export interface Standing {
  readonly service: string;
  readonly kind: 'good' | 'stale' | 'mixed' | 'cached' | 'unchanged' | 'contradicted' | 'unread' | 'unknown';
  readonly says: string;
  /** The one that all its answers named. */
  readonly version?: string | undefined;
  /** What else is worth saying of it. */
  readonly notes: readonly string[];
}

export interface Expectation {
  readonly intended?: string | undefined;
  /** Service → version before the change. */
  readonly before: Readonly<Record<string, string>>;
  /** Service → instances that answered before the change. */
  readonly instancesBefore: Readonly<Record<string, string>>;
  /** When a deploy that ended well began; absent: nothing was deployed. */
  readonly changedAtMs?: number | undefined;
  /** A deploy starts services anew: what has been up since before is the old build, whatever it says. */
  readonly restarts: boolean;
}

/** How every service of an environment stands after one look. */
export function standingsOf(
  { services }: Environment,
  samples: readonly Sample[],
  expected: Expectation,
): readonly Standing[] {
  return [...services.keys()].map((service) => {
    const own = samples.filter((each) => each.service === service);
    return judgeLook(service, own, expected);
  });
}

/** Judges what one service said in one look. `samples` are its own; none with a version path: it says no version. */
export function judgeLook(service: string, samples: readonly Sample[], expected: Expectation): Standing {
  const asked = samples.filter(({ via }) => via !== 'health');
  const notes = notesOf(samples);
  if (asked.length === 0) {
    return { service, kind: 'unknown', says: `${service}: not established, it has no "version"`, notes };
  }
  const read = asked.filter(({ version }) => version !== undefined);
  const gap = asked.find((each) => each.gap !== undefined);
  if (read.length === 0) return { service, kind: 'unread', says: `${service}: ${gap?.gap ?? 'no answer'}`, notes };
  if (gap !== undefined) {
    const says = `${service}: ${asked.length - read.length} of ${asked.length} answers had no version (${gap.gap})`;
    return { service, kind: 'mixed', says, notes };
  }
  const told = countsOf(read);
  const [version] = told.keys();
  if (told.size > 1 || version === undefined) return { ...disagreeing(service, read, told), notes };
  return { ...judgeOne(service, version, { read, samples, expected }), version, notes };
}

function disagreeing(
  service: string,
  read: readonly Sample[],
  told: ReadonlyMap<string, number>,
): Pick<Standing, 'service' | 'kind' | 'says'> {
  const [plain, fresh, direct] = (['plain', 'fresh', 'direct'] as const).map((via) => onlyOf(read, via));
  if (plain !== undefined && fresh !== undefined && plain !== fresh) {
    const says = `${service}: a cache answers ${plain}; past caches it is ${fresh}`;
    return { service, kind: 'cached', says };
  }
  if (direct !== undefined && plain !== undefined && direct !== plain) {
    return { service, kind: 'cached', says: `${service}: ${plain} through the proxy, ${direct} round it` };
  }
  const counted = [...told].map(([version, count]) => `${version} in ${count}`).join(', ');
  return { service, kind: 'mixed', says: `${service}: of ${read.length} fresh connections ${counted}` };
}

interface Seen {
  readonly read: readonly Sample[];
  readonly samples: readonly Sample[];
  readonly expected: Expectation;
}

function judgeOne(service: string, version: string, seen: Seen): Pick<Standing, 'service' | 'kind' | 'says'> {
  const { read, expected } = seen;
  const fresh = read.filter(({ via }) => via === 'fresh' || via === 'direct');
  const cached = fresh.find((each) => each.cached !== undefined);
  if (cached !== undefined && fresh.every((each) => each.cached !== undefined)) {
    const says = `${service}: ${version}, out of a cache even when asked past it (${cached.cached}): what runs is not established`;
    return { service, kind: 'cached', says };
  }
  const times = `${version} in ${read.length} of ${read.length} answers`;
  const { intended, before } = expected;
  const was = before[service];
  if (intended !== undefined && !isVersion(version, intended)) {
    const isOld = was !== undefined && was === version;
    const says = `${service}: ${times}, not ${intended}${isOld ? '; it ran before the deploy as well' : ''}`;
    return { service, kind: 'stale', says };
  }
  return judgeChange(service, { ...seen, times, isNew: was !== undefined && was !== version });
}

function judgeChange(
  service: string,
  seen: Seen & { readonly times: string; readonly isNew: boolean },
): Pick<Standing, 'service' | 'kind' | 'says'> {
  const { samples, expected, times, isNew } = seen;
  const { changedAtMs, intended } = expected;
  if (changedAtMs === undefined) return { service, kind: 'good', says: `${service}: ${times}` };
  const start = newestStart(samples);
  const isRestarted = start !== undefined && start.startedMs + start.slackMs >= changedAtMs;
  if (expected.restarts && start !== undefined && !isRestarted) {
    const up = formatDuration(Math.max(...samples.map(({ atMs }) => atMs)) - start.startedMs);
    const says = `${service}: ${times}, but what answers has been up for ${up}, since before the deploy: its version is not to be believed`;
    return { service, kind: 'contradicted', says };
  }
  if (isNew || isRestarted || isOtherInstance(service, samples, expected)) {
    return { service, kind: 'good', says: `${service}: ${times}${isRestarted ? ', started anew' : ''}` };
  }
  if (intended !== undefined) {
    return {
      service,
      kind: 'good',
      says: `${service}: ${times}, as before: the deploy changed nothing that can be seen`,
    };
  }
  const says = `${service}: ${times}; nothing of it has changed, and no intended version is configured (expectVersion): perhaps the old build`;
  return { service, kind: 'unchanged', says };
}

/** None of those that answer now answered before; false where nobody says who answers. */
export function isOtherInstance(
  service: string,
  samples: readonly Sample[],
  { instancesBefore }: Pick<Expectation, 'instancesBefore'>,
): boolean {
  const before = instancesBefore[service];
  const now = instancesOf(samples);
  return before !== undefined && now !== undefined && !now.split(' ').some((each) => before.split(' ').includes(each));
}

/** Who answered, in one text that can be kept; undefined where nobody says. */
export function instancesOf(samples: readonly Sample[]): string | undefined {
  const named = samples.flatMap(({ via, instance }) =>
    instance === undefined
      ? []
      : [`${via === 'health' || via === 'direct' ? via : 'version'}:${instance.replaceAll(' ', '_')}`],
  );
  return named.length === 0 ? undefined : [...new Set(named)].toSorted().join(' ').slice(0, 1_000);
}

function notesOf(samples: readonly Sample[]): readonly string[] {
  const cached = samples.find((each) => each.via === 'plain' && each.cached !== undefined);
  return cached === undefined ? [] : [`${cached.service}: plain answers come out of a cache (${cached.cached})`];
}

function countsOf(read: readonly Sample[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { version = '' } of read) counts.set(version, (counts.get(version) ?? 0) + 1);
  return counts;
}

/** The one version that all answers of that way named. */
function onlyOf(read: readonly Sample[], via: Sample['via']): string | undefined {
  const versions = new Set(read.filter((each) => each.via === via).map(({ version }) => version));
  return versions.size === 1 ? [...versions][0] : undefined;
}
