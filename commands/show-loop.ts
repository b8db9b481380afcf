import type { CommandContext } from '#chat/command.ts';
import { approvalReport } from '#domain/approval-report.ts';
import { loopDetails, loopObservation } from '#domain/loop-details.ts';
import type { Reply } from '#domain/reply.ts';
import { readLoopFacts } from '#state/read-loop-facts.ts';

import { findApproval } from './find-approval.ts';
import { findLoop } from './find-loop.ts';

/** `l3` or `l3.o7`. */
const named = /^(l\d{1,12})(?:\.(o\d{1,4}))?$/u;

export function isLoopWord(word: string): boolean {
  return named.test(word);
}

/** All of a loop, round by round; or one observation with what was seen. */
export async function showLoop(word: string, { store, now }: CommandContext): Promise<Reply> {
  const [, id = '', observation] = named.exec(word) ?? [];
  const loop = await findLoop(id, store);
  if (observation !== undefined) return loopObservation(loop, observation, now());
  return loopDetails(loop, await readLoopFacts(loop, { store, now }));
}

/** The card as it stands, with who decided. */
export async function showApproval(id: string, { store }: CommandContext): Promise<Reply> {
  return { ...approvalReport(await findApproval(id, store)), audience: undefined };
}
