import type { Watched, WatchedEndpoint, WatchedSymptom } from './watched.ts';

/** Keys that are told, of which the latest sweep measured everything and saw no failure. */
export function easedKeys({ endpoints, symptoms }: Watched): readonly string[] {
  const told = [
    ...[...endpoints.values()].map((each) => ({ key: keyOf(each), isWell: isWell(each) })),
    ...[...symptoms.values()].map((each) => ({ key: keyOf(each), isWell: isUnseen(each) })),
  ];
  const keys = Map.groupBy(told, ({ key }) => key);
  return [...keys].flatMap(([key, parts]) => (key !== undefined && parts.every((part) => part.isWell) ? [key] : []));
}

function keyOf({ status }: WatchedEndpoint | WatchedSymptom): string | undefined {
  return status.is === 'alarmed' ? status.key : undefined;
}

function isWell({ streak }: WatchedEndpoint): boolean {
  return streak.passed > 0 && streak.unknown === 0;
}

function isUnseen({ rate }: WatchedSymptom): boolean {
  const latest = rate.samples.at(-1);
  return latest !== undefined && latest.measured > 0 && latest.failed === 0;
}
