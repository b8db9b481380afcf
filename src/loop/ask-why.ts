import { isInquiryActive } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';

import { followRecord } from './follow-record.ts';
import type { StepContext } from './step-context.ts';

/** More than a quick inquiry may take. */
const patienceMs = 25_000;

/**
 * Waits for the inquiry that every red run gets; asks it itself where nobody else does, by the same name. The next suite
 * waits for it, since both would spoil each other's figures.
 */
export async function askWhy(run: Run, context: StepContext, signal: AbortSignal): Promise<void> {
  const { parts, loop, round, write } = context;
  const { inquiries } = parts.store.watch;
  const { inquiry } = await inquiries.add({
    requestId: `auto-${run.id}`,
    run: run.id,
    environment: run.environment,
    partOf: loop.id,
    depth: 'quick',
    requestedBy: run.requestedBy,
    place: run.place,
    queuedAt: parts.now().toISOString(),
  });
  const now = (await parts.store.work.loops.get(loop.id))?.rounds.at(-1) ?? round;
  await write({ kind: 'noted', round: { inquiries: [...new Set([...now.inquiries, inquiry.id])] } });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  await followRecord(
    {
      get: () => inquiries.get(inquiry.id),
      subscribe: (listener) => inquiries.subscribe((id) => void (id === inquiry.id && listener())),
      hasEnded: (each) => !isInquiryActive(each),
    },
    limit,
  );
}
