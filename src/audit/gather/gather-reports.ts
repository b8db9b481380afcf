import type { Look, ServiceReport } from '../evidence.ts';
import type { Wish } from './gather-looks.ts';
import type { GatherParts } from './gather-parts.ts';
import { readReport } from './read-report.ts';

/** One wish for each service that is asked what is set. */
export function reportWishes({ environment }: Pick<GatherParts, 'environment'>): readonly Wish[] {
  const { report } = environment.audit;
  if (report === undefined) return [];
  const names = report.services ?? [...environment.services.keys()];
  return names.flatMap((name): readonly Wish[] => {
    const service = environment.services.get(name);
    if (service === undefined) return [];
    const check = { path: report.path, auth: report.auth };
    const id = `${name}:${report.path.split('?', 1)[0]}`;
    return [
      {
        purpose: 'report',
        name,
        auth: report.auth,
        endpoint: { kind: 'http', id, name, service, check, isBare: false },
      },
    ];
  });
}

/** What a service says of its variables. What it says of their values is forgotten here. */
export function reportOf({ name, result }: Look): ServiceReport {
  const { http, problem, startedAt: at, url } = result;
  const where = `GET ${url} of ${name}`;
  const nothing = { service: name, at, isAbsent: false, set: new Map<string, boolean>(), withValues: [] };
  if (http?.status === 404)
    return { ...nothing, isAbsent: true, says: `${where} answered 404`, problem: 'has no such path' };
  if (http?.status === undefined || http.status > 299 || result.standing !== 'up') {
    const told = problem?.message ?? 'no answer';
    return { ...nothing, says: `${where}: ${told}`, problem: `did not say it: ${told}` };
  }
  const read = readReport(http.body ?? '');
  if (read === undefined) {
    return {
      ...nothing,
      says: `${where} answered ${http.status}, which cannot be read as a report`,
      problem: 'answered in another form',
    };
  }
  const missing = [...read.set.values()].filter((isSet) => !isSet).length;
  const says = `${where} answered ${http.status}: ${read.set.size} names, ${missing} of them not set`;
  return { ...nothing, says, ...read };
}
