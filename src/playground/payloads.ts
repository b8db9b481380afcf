import { randomBytes } from 'node:crypto';
import type { SlackJson } from './contract.ts';
import { recordOf } from './json.ts';
import { bot, team, verificationToken } from './seed.ts';
import type { Stage } from './stage.ts';

/** Fields that every interaction has. */
export function interactionOf(stage: Stage, user: string): SlackJson {
  const name = stage.workspace.users.find(({ id }) => id === user)?.name ?? '';
  return {
    api_app_id: bot.appId,
    token: verificationToken,
    team: { id: team.id, domain: team.domain },
    user: { id: user, username: name, name, team_id: team.id },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The outer form of an event. */
export function eventOf(event: SlackJson): SlackJson {
  return {
    token: verificationToken,
    team_id: team.id,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${randomBytes(12).toString('base64url')}`,
  };
}

/** A timestamp in Slack's form. */
export function slackNow(): string {
  const now = Date.now();
  return `${Math.floor(now / 1_000)}.${String((now % 1_000) * 1_000).padStart(6, '0')}`;
}

/** A view with what a person typed into it. */
export function viewWith(view: SlackJson, values: SlackJson): SlackJson {
  return { ...view, state: { ...recordOf(view['state']), values } };
}
