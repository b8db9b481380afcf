export interface RecallOptions<T> {
  readonly keepMs: number;
  /** How many answers are kept; the oldest goes first. */
  readonly max: number;
  readonly now: () => number;
  readonly find: (key: string) => Promise<T>;
}

/** Remembers answers for a while; askers at the same time share one look-up; failures are not remembered. */
export function createRecall<T>({ keepMs, max, now, find }: RecallOptions<T>): (key: string) => Promise<T> {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return (key) => {
    const earlier = known.get(key);
    if (earlier !== undefined && earlier.until > now()) return earlier.answer;
    const answer = find(key);
    const entry = { until: now() + keepMs, answer };
    known.delete(key);
    known.set(key, entry);
    for (const oldest of known.keys()) {
      if (known.size <= max) break;
      known.delete(oldest);
    }
    answer.catch(() => known.get(key) === entry && known.delete(key));
    return answer;
  };
}
