import type { Check, Judged } from '../check.ts';
import type { ServiceReport } from '../evidence.ts';
import { listed } from '../seen.ts';

/** Services say which variables are set where they were asked to, and no values. */
export const reports: Check = {
  name: 'reports',
  section: 'variables',
  judge: ({ reports: all, environment }) => {
    const named = environment.audit.report?.services !== undefined;
    const isNowhere = all.length > 0 && all.every(({ isAbsent }) => isAbsent);
    return all.flatMap((report): readonly Judged[] => {
      // Asked of all, some need not have it.
      if (report.isAbsent && !named && !isNowhere) return [];
      return [judgeReport(report)];
    });
  },
};

function judgeReport({ service, at, says: raw, problem, set, withValues, isAbsent }: ServiceReport): Judged {
  const observed = { source: 'probe', fact: 'audit.report', at, says: raw, subject: service } as const;
  const base = { id: `variables/report of ${service}`, weight: 3 };
  if (problem !== undefined) {
    const says = `${service} ${problem}: which variables it has is not known`;
    const remedy = isAbsent ? 'Correct audit.report in e2e.yaml' : 'Let it answer a map of names and true or false';
    return { ...base, result: 'unknown', says, remedy, seen: [{ ...observed, value: 'unread' }] };
  }
  if (withValues.length > 0) {
    const says = `${service} shows the values of ${withValues.length} of ${set.size} variables to whoever asks: ${listed(withValues)}`;
    const remedy = `Let ${service} answer true or false; give the shown secrets new values`;
    return { ...base, weight: 5, result: 'failed', says, remedy, seen: [{ ...observed, value: 'values' }] };
  }
  const says = `${service} says of ${set.size} variables whether they are set, and no values`;
  return { ...base, result: 'passed', says, seen: [{ ...observed, value: 'names' }] };
}
