import { z } from 'zod';

import type { Exchange } from '#domain/test-result.ts';

const most = 10;

const ms = z.number().min(0).nullable();

/** As the modules in `plugins` tell them: method, address, status, milliseconds, how long its connection was idle, Origin; the oldest first. */
export const toldExchanges = z
  .array(
    z.tuple([z.string().max(20), z.string().max(1_000), z.int().nullable(), ms, ms, z.string().max(300).nullable()]),
  )
  .max(most);

/** Undefined where there was none, so that nothing is kept of it. */
export function exchangesOf(
  told: z.infer<typeof toldExchanges> | undefined,
  redact: (text: string) => string,
): readonly Exchange[] | undefined {
  if (told === undefined || told.length === 0) return undefined;
  return told.map(([method, url, status, took, idle, origin]) => ({
    method,
    url: redact(url),
    status: status ?? undefined,
    ms: took ?? undefined,
    idleMs: idle ?? undefined,
    origin: origin === null ? undefined : redact(origin),
  }));
}
