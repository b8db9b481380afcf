/** Records of one kind that this process works on, and how they are shown meanwhile. */
export interface Followed<R> {
  readonly get: (id: string) => Promise<R | undefined>;
  readonly subscribe: (listener: (id: string) => void) => () => void;
  readonly isActive: (record: R) => boolean;
  /** Called every `everyMs` with the records as they were read last. */
  readonly show: (records: readonly R[]) => void;
  readonly everyMs: number;
}

/** Resolves to the records in the order of `ids`, when none is active any more or `signal` was aborted. */
export async function followToEnd<R>(
  ids: readonly string[],
  followed: Followed<R>,
  signal: AbortSignal,
): Promise<readonly R[]> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let latest: readonly R[] = [];
  let isBehind = false;
  const look = async (): Promise<void> => {
    try {
      latest = await readAll(ids, followed);
      isBehind = false;
      if (!latest.some(followed.isActive)) resolve();
    } catch {
      // What could not be read just now is read again with the next tick: the work goes on meanwhile.
      isBehind = true;
    }
  };
  const unsubscribe = followed.subscribe((id) => void (ids.includes(id) && look()));
  const timer = setInterval(() => (isBehind ? void look() : followed.show(latest)), followed.everyMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  try {
    await look();
    await ended;
    return await readAll(ids, followed).catch(() => latest);
  } finally {
    clearInterval(timer);
    unsubscribe();
  }
}

async function readAll<R>(ids: readonly string[], { get }: Followed<R>): Promise<readonly R[]> {
  const records = await Promise.all(ids.map((id) => get(id)));
  return records.filter((record) => record !== undefined);
}
