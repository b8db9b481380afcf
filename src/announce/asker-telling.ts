import type { Line, Section } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';

import type { RunFacts } from './run-facts.ts';
import { runReply } from './run-reply.ts';
import type { Telling } from './telling.ts';

/**
 * The result for the person who asked, in the conversation with them: where it was to be told, it cannot be, for Slack's
 * `reason`. Undefined where that conversation is the very place, or a terminal asked.
 */
export function askerTelling(run: Run, facts: RunFacts, reason: string): Telling | undefined {
  const { requestedBy, place } = run;
  if (requestedBy.via !== 'slack' || place === undefined || /^[DUW]/u.test(place.channel)) return undefined;
  const { headline, status, sections } = runReply(run, facts);
  const why: Section = { kind: 'text', line: whyLine(run, reason) };
  const reply = { headline, status, sections: [why, ...sections], actions: [] };
  return {
    key: `${run.id}/asker`,
    place: { channel: requestedBy.id },
    weight: 'last',
    content: { kind: 'once', reply },
  };
}

function whyLine(run: Run, reason: string): Line {
  const more: Line = [' All of it: ', { kind: 'code', text: `show ${run.id}` }];
  if (reason === 'is_archived') return ['Told to you alone, since the channel was archived.', ...more];
  if (reason !== 'not_in_channel' && reason !== 'channel_not_found') {
    return [`Told to you alone, since Slack does not take it where it was asked for: ${reason}.`, ...more];
  }
  const invite = { kind: 'code', text: '/invite' } as const;
  return ['Told to you alone, since I am not in the channel any more. Let me in with ', invite, '.', ...more];
}
