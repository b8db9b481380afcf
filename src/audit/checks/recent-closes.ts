import type { Check } from '../check.ts';
import { listed } from '../seen.ts';

/** Closes that nobody asked for; 1012 and 1013 are said on purpose. */
const abnormal: ReadonlySet<number> = new Set([1002, 1003, 1006, 1007, 1009, 1010, 1011, 1014, 1015]);
const seldom = 0.1;
const few = 3;

/** Websockets were closed as they should be within the last hour. */
export const recentCloses: Check = {
  name: 'recent-closes',
  section: 'stability',
  judge: ({ environment, history, now }) => {
    if (environment.websockets.size === 0) return [];
    const { closes, points } = history;
    const all = closes.reduce((sum, { count }) => sum + count, 0);
    const bad = closes.filter(({ code, closedBy }) => abnormal.has(code) && closedBy !== 'client');
    const counts = [
      ...Map.groupBy(
        bad,
        ({ code, endpoint }) => `${code} of ${endpoint === '?' ? 'an endpoint that was not named' : endpoint}`,
      ),
    ].map(([key, group]) => ({
      key,
      count: group.reduce((sum, each) => sum + each.count, 0),
    }));
    const sum = counts.reduce((total, { count }) => total + count, 0);
    const base = { id: 'stability/closes', weight: 4 };
    const observe = (says: string) => [
      { source: 'history', fact: 'audit.closes', value: sum, at: now.toISOString(), says } as const,
    ];
    if (all === 0 && points === 0) {
      const says = 'How websockets were closed in the last hour is not known: nothing was measured';
      return [{ ...base, result: 'unknown', says, remedy: 'Configure a sweep, or ingest.logs', seen: observe(says) }];
    }
    if (sum === 0) {
      const says = `None of ${all} closes of the last hour was abnormal`;
      return [{ ...base, result: 'passed', says, seen: observe(says) }];
    }
    const says = `${sum} of ${all} closes of the last hour were abnormal: ${listed(counts.map(({ key, count }) => `${count} × ${key}`))}`;
    const isMuch = sum >= few && sum > all * seldom;
    return [
      {
        ...base,
        result: isMuch ? 'failed' : 'doubtful',
        says,
        remedy: '"incidents" and "why" say what is known of them',
        seen: observe(says),
      },
    ];
  },
};
