import type { ChannelView } from '../contract.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';

/** The channel of an input; throws a `Refusal` when the person or the channel is not of this workspace. */
export function assertMember(stage: Stage, input: { readonly user: string; readonly channel: string }): ChannelView {
  assertPerson(stage, input.user);
  const channel = stage.workspace.channels.find(({ id }) => id === input.channel);
  if (channel === undefined) throw new Refusal('channel_not_found');
  return channel;
}

export function assertPerson(stage: Stage, user: string): void {
  if (!stage.workspace.users.some(({ id }) => id === user)) throw new Refusal('user_not_found');
}
