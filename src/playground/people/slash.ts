import type { PageAnswer, SlackJson, SlashInput } from '../contract.ts';
import { whisper } from '../messages.ts';
import { respond } from '../respond.ts';
import { bot, team, verificationToken } from '../seed.ts';
import type { Stage } from '../stage.ts';
import { assertMember } from './member.ts';

/** A person sends a slash command. Resolves when the bot has acknowledged, or has failed to. */
export async function slash(stage: Stage, input: SlashInput): Promise<PageAnswer> {
  const channel = assertMember(stage, input);
  if (input.thread !== undefined) return { ok: false, error: 'not_supported_in_threads' };
  if (input.command === '/invite') return invite(stage, input);
  if (!stage.app.commands.some(({ name }) => name === input.command)) return { ok: false, error: 'unknown_command' };
  const responseId = stage.responses.issue({ channel: input.channel, user: input.user });
  const ack = await stage.delivery.deliver({
    type: 'slash_commands',
    retry: 0,
    payload: payloadOf(stage, input, { channelName: channel.name, responseId }),
  });
  if (!ack.acked) return { ok: false, error: ack.reason };
  return answer(stage, input, ack.payload);
}

async function answer(stage: Stage, input: SlashInput, payload: SlackJson): Promise<PageAnswer> {
  if (Object.keys(payload).length > 0) await respond(stage, { channel: input.channel, user: input.user }, payload);
  return { ok: true };
}

function payloadOf(
  stage: Stage,
  input: SlashInput,
  context: { readonly channelName: string; readonly responseId: string },
): SlackJson {
  return {
    token: verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: input.channel,
    channel_name: context.channelName,
    user_id: input.user,
    user_name: stage.workspace.users.find(({ id }) => id === input.user)?.name ?? '',
    command: input.command,
    text: input.text.trim(),
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `${stage.origin}/response/commands/${context.responseId}`,
    trigger_id: stage.triggers.issue({ user: input.user }),
  };
}

/** `/invite @teneleven` brings the bot into a channel. */
async function invite(stage: Stage, input: SlashInput): Promise<PageAnswer> {
  if (input.text.trim() !== `@${bot.name}`) return { ok: false, error: 'user_not_found' };
  await stage.workspace.asUser(input.user, 'conversations.invite', { channel: input.channel, users: bot.userId });
  return { ok: true };
}

/** What Slack itself tells a person. */
export function slackbot(stage: Stage, to: { channel: string; user: string }, text: string): Promise<string> {
  return whisper(stage, { channel: to.channel, user: to.user }, { text, user: 'USLACKBOT' });
}
