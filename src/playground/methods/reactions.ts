import type { SlackJson } from '../contract.ts';
import { showAgain } from '../messages.ts';
import type { Stage } from '../stage.ts';
import { channelOf, required, tiers, type Method } from './method.ts';

const react =
  (method: string) =>
  async (args: SlackJson, stage: Stage): Promise<SlackJson> => {
    const { id: channel } = await channelOf(args, stage);
    const timestamp = required(args, 'timestamp');
    const name = required(args, 'name');
    await stage.workspace.inOrder(async () => {
      await stage.workspace.asBot(method, { channel, timestamp, name });
      await showAgain(stage, channel, timestamp);
    });
    return {};
  };

export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': { scopes: ['reactions:write'], rate: tiers.tier3, run: react('reactions.add') },
  'reactions.remove': { scopes: ['reactions:write'], rate: tiers.tier2, run: react('reactions.remove') },
};
