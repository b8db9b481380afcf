import type { Store } from '#state/state.ts';

export interface FollowedParts {
  readonly store: Pick<Store, 'runs' | 'subscribe' | 'work'> & { readonly watch: Pick<Store['watch'], 'probings'> };
  readonly log: { error(message: string): void };
  readonly everyMs?: number | undefined;
}

const defaultEveryMs = 20_000;

/**
 * Calls back with the id of a loop whenever it, or what belongs to it, changed, and now and then while one is active: its
 * message shows how long it has taken. Returns what ends it.
 */
export function followParts({ store, log, everyMs = defaultEveryMs }: FollowedParts, listener: (id: string) => void) {
  const { runs, work, watch } = store;
  const bear = (reading: Promise<void>): void => {
    reading.catch((error: unknown) => log.error(`A part of a loop could not be read: ${String(error)}`));
  };
  const of = (read: Promise<{ readonly partOf?: string | undefined } | undefined>): void =>
    bear(
      (async () => {
        const found = await read;
        if (found?.partOf !== undefined) listener(found.partOf);
      })(),
    );
  const tellActive = async (): Promise<void> => {
    for (const { id } of await work.loops.active()) listener(id);
  };
  const ends = [
    work.loops.subscribe(listener),
    work.approvals.subscribe((id) => of(work.approvals.get(id).then((found) => ({ partOf: found?.loop })))),
    work.audits.subscribe((id) => of(work.audits.get(id))),
    watch.probings.subscribe((id) => of(watch.probings.get(id))),
    store.subscribe((id) => of(runs.get(id))),
  ];
  const timer = setInterval(() => bear(tellActive()), everyMs).unref();
  return (): void => {
    clearInterval(timer);
    for (const end of ends) end();
  };
}
