import type { CommandContext } from '#chat/command.ts';
import { probingDetails } from '#domain/probing-report.ts';
import type { Reply } from '#domain/reply.ts';
import { findProbing } from '#probes/find-probing.ts';

/** Everything that is kept of a probe that somebody asked for. */
export async function showProbing(id: string, { store, now }: CommandContext): Promise<Reply> {
  return probingDetails(await findProbing(id, store), now());
}
