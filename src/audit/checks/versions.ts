import { atPointer } from '#domain/json-pointer.ts';
import { isVersion } from '#domain/is-version.ts';

import type { Check, Judged } from '../check.ts';
import type { Evidence, Look } from '../evidence.ts';
import { seenByProbe } from '../seen.ts';

const longest = 80;

/** Every service reports one version, on every connection, and it is the intended one. */
export const versions: Check = {
  name: 'versions',
  section: 'versions',
  judge: (evidence) => {
    const looks = evidence.looks.filter(({ purpose }) => purpose === 'version');
    return [...Map.groupBy(looks, ({ name }) => name)].map(([name, group]) => judgeService(name, group, evidence));
  },
};

function judgeService(name: string, group: readonly Look[], { environment, intended }: Evidence): Judged {
  const pointer = environment.services.get(name)?.version?.split('#')[1];
  const told = group.map((look) => ({ look, version: versionIn(look, pointer) }));
  const found = [...new Set(told.flatMap(({ version }) => version ?? []))];
  const wanted = intended.version;
  const observe = (isIntended: boolean | 'unknown') =>
    told.map(({ look, version }) =>
      seenByProbe(look, {
        fact: 'version.intended',
        value: isIntended,
        says: `${name} reports ${version ?? 'no version'}${wanted === undefined ? '' : `, intended is ${wanted}`}`,
      }),
    );
  const base = { id: `versions/${name}`, weight: 5 };
  const silent = told.filter(({ version }) => version === undefined).length;
  if (found.length === 0) {
    const says = `${name} does not say its version: ${group[0]?.result.problem?.message ?? `nothing at ${pointer ?? 'its path'}`}`;
    return { ...base, result: 'unknown', says, remedy: 'Let it say which version runs', seen: observe('unknown') };
  }
  if (found.length > 1) {
    const says = `${name} reports ${found.length} versions on ${told.length} connections: ${found.join(', ')}`;
    return {
      ...base,
      result: 'failed',
      says,
      remedy: 'Wait for the deploy to end, or replace the replicas that were left behind',
      seen: observe(false),
    };
  }
  const [version = ''] = found;
  const count =
    silent === 0
      ? `on ${told.length} of ${told.length} connections`
      : `on ${told.length - silent} of ${told.length} connections, the others said none`;
  if (wanted === undefined)
    return withoutIntention({
      base,
      says: `${name} reports ${version} ${count}`,
      gap: intended.gap,
      seen: observe('unknown'),
    });
  if (isVersion(version, wanted))
    return { ...base, result: 'passed', says: `${name} reports ${version} ${count}, as intended`, seen: observe(true) };
  const says = `${name} reports ${version} ${count}, intended is ${wanted}`;
  return {
    ...base,
    result: 'failed',
    says,
    remedy: `Deploy ${wanted}: what is tested now is another version`,
    seen: observe(false),
  };
}

interface Without extends Pick<Judged, 'says' | 'seen'> {
  readonly base: Pick<Judged, 'id' | 'weight'>;
  readonly gap?: string | undefined;
}

/** What is not said to be intended cannot be wrong; what could not be learnt may be. */
function withoutIntention({ base, says, gap, seen }: Without): Judged {
  if (gap === undefined)
    return { ...base, weight: 1, result: 'passed', says: `${says}; no version is said to be intended`, seen };
  const remedy = 'Let deploy.expectVersion print the version';
  return { ...base, result: 'unknown', says: `${says}, the intended one is not known: ${gap}`, remedy, seen };
}

function versionIn({ result }: Look, pointer: string | undefined): string | undefined {
  const { http } = result;
  if (http?.status !== 200) return undefined;
  const value = pointer === undefined ? http.body : atPointer(parsed(http.body ?? ''), pointer);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' || text.length > longest || /[^\x20-\x7e]/u.test(text) ? undefined : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
