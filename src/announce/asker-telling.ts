import type { Actor, Place } from '#domain/actor.ts';
import type { Line, Reply, Section } from '#domain/reply.ts';

import type { Telling } from './telling.ts';

/** A record that somebody asked for. */
interface Asked {
  readonly id: string;
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
}

/**
 * The result for the person who asked, in the conversation with them: where it was to be told, it cannot be, for Slack's
 * `reason`. Undefined where that conversation is the very place, or a terminal asked.
 */
export function askerTelling(asked: Asked, root: Reply, reason: string): Telling | undefined {
  const { requestedBy, place } = asked;
  if (requestedBy.via !== 'slack' || place === undefined || /^[DUW]/u.test(place.channel)) return undefined;
  const { headline, status, sections } = root;
  const why: Section = { kind: 'text', line: whyLine(asked, reason) };
  const reply = { headline, status, sections: [why, ...sections], actions: [] };
  return {
    key: `${asked.id}/asker`,
    place: { channel: requestedBy.id },
    weight: 'last',
    content: { kind: 'once', reply },
  };
}

function whyLine({ id }: Asked, reason: string): Line {
  const more: Line = [' All of it: ', { kind: 'code', text: `show ${id}` }];
  if (reason === 'is_archived') return ['Told to you alone, since the channel was archived.', ...more];
  if (reason !== 'not_in_channel' && reason !== 'channel_not_found') {
    return [`Told to you alone, since Slack does not take it where it was asked for: ${reason}.`, ...more];
  }
  const invite = { kind: 'code', text: '/invite' } as const;
  return ['Told to you alone, since I am not in the channel any more. Let me in with ', invite, '.', ...more];
}
