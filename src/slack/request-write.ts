import type { Logger } from 'pino';

import type { Request, RequestStore } from '#state/state.ts';

import { errorLine } from './log.ts';

/** `seen`: delivered before. `slow`: it may still be written, `onLate` tells. `busy`: nothing was tried. */
export type Written = 'new' | 'seen' | 'slow' | 'failed' | 'busy';

export interface WriterParts {
  readonly requests: RequestStore;
  readonly log: Logger;
  readonly patienceMs: number;
  readonly isBusy: () => boolean;
}

/** Writes requests down inside the time that an acknowledgement has. Never rejects. */
export function createWriter({ requests, log, patienceMs, isBusy }: WriterParts) {
  return async (request: Request, onLate: () => void): Promise<Written> => {
    if (isBusy()) return 'busy';
    const accepted = requests.accept(request);
    try {
      const isNew = await within(accepted, patienceMs);
      if (isNew !== undefined) return isNew ? 'new' : 'seen';
    } catch (error) {
      log.error(`A request could not be written down: ${errorLine(error)}`);
      return 'failed';
    }
    accepted.then(
      (isNew) => isNew && onLate(),
      (error: unknown) => log.error(`A slow request could not be written down: ${errorLine(error)}`),
    );
    return 'slow';
  };
}

/** The value when it comes in time, otherwise undefined. */
export async function within<T>(coming: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, ms, undefined);
  try {
    return await Promise.race([coming, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
