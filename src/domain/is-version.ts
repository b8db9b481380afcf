const shortestHash = 7;

/** A short commit hash is the long one that it begins. */
export function isVersion(reported: string, expected: string): boolean {
  if (reported === expected) return true;
  const [short = '', long = ''] = [reported, expected].toSorted((one, other) => one.length - other.length);
  return (
    short.length >= shortestHash && /^[\da-f]+$/u.test(short) && /^[\da-f]{40}$/u.test(long) && long.startsWith(short)
  );
}
