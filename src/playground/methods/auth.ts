import { Refusal } from '../refusal.ts';
import { bot, team } from '../seed.ts';
import { tiers, type Method } from './method.ts';

export const authMethods: Readonly<Record<string, Method>> = {
  'api.test': { scopes: [], rate: tiers.special, run: async (args) => ({ args }) },
  'auth.test': {
    scopes: [],
    rate: tiers.special,
    run: async (_args, stage) => ({
      url: `${stage.origin}/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  },
};

/** Methods that take the app-level token. */
export const appMethods: Readonly<Record<string, Method>> = {
  'apps.connections.open': {
    scopes: ['connections:write'],
    rate: tiers.tier2,
    run: async (_args, stage) => {
      if (stage.sockets === undefined) throw new Refusal('forbidden_for_this_app');
      const fault = stage.faults.take('refuse-socket');
      if (fault !== undefined) throw new Refusal(fault.code ?? 'internal_error');
      return { url: stage.sockets.issueUrl() };
    },
  },
};
