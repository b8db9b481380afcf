import type { Announcer } from './follow-records.ts';
import { createLoopOutputs, type LoopOutputParts } from './loop-output.ts';
import { startApprovalAnnouncer, type ApprovalAnnouncerParts } from './start-approval-announcer.ts';
import { startLoopAnnouncer, type LoopAnnouncerParts } from './start-loop-announcer.ts';

type Parts = Omit<LoopAnnouncerParts, 'outputOf' | 'configuration'> & {
  readonly configuration: () => ReturnType<LoopAnnouncerParts['configuration']> &
    ReturnType<ApprovalAnnouncerParts['configuration']>;
} & Pick<LoopOutputParts, 'readLog'>;

/** Tells loops and the approvals that they wait for. */
export function startLoopAnnouncers(parts: Parts, signal: AbortSignal): Announcer {
  const folderOf = (loop: string): string => parts.store.work.loops.folder(loop);
  const outputOf = createLoopOutputs({ folderOf, readLog: parts.readLog });
  const announcers = [startLoopAnnouncer({ ...parts, outputOf }, signal), startApprovalAnnouncer(parts, signal)];
  return {
    async settled() {
      await Promise.all(announcers.map((announcer) => announcer.settled()));
    },
  };
}
