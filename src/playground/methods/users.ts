import type { SlackJson } from '../contract.ts';
import { isTrue, recordOf, recordsOf, textOf } from '../json.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import type { UserGroup } from '../workspace.ts';
import { required, tiers, type Method } from './method.ts';

/** What `emulate` does not know of a user: guests, and e-mail addresses only for those who may see them. */
function dressUser(stage: Stage, user: SlackJson): SlackJson {
  const isGuest = stage.workspace.users.some(({ id, isGuest: guest }) => guest && id === user['id']);
  const { email: _email, ...profile } = recordOf(user['profile']);
  const maySeeEmail = stage.app.scopes.includes('users:read.email');
  return {
    ...user,
    profile: maySeeEmail ? user['profile'] : profile,
    is_restricted: isGuest,
    is_ultra_restricted: false,
    is_stranger: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
  };
}

async function info(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const { user } = await stage.workspace.asBot('users.info', { user: required(args, 'user') });
  return { user: dressUser(stage, recordOf(user)) };
}

async function list(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const answer = await stage.workspace.asBot('users.list', args);
  return { ...answer, members: recordsOf(answer['members']).map((user) => dressUser(stage, user)) };
}

async function lookupByEmail(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const { user } = await stage.workspace.asBot('users.lookupByEmail', { email: required(args, 'email') });
  return { user: dressUser(stage, recordOf(user)) };
}

async function groups(args: SlackJson, stage: Stage): Promise<SlackJson> {
  return { usergroups: stage.workspace.userGroups.map((group) => toSlack(group, isTrue(args['include_users']))) };
}

async function groupUsers(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const id = textOf(args, 'usergroup');
  const group = stage.workspace.userGroups.find((candidate) => candidate.id === id);
  if (group === undefined) throw new Refusal('no_such_subteam');
  return { users: group.users };
}

function toSlack(group: UserGroup, withUsers: boolean): SlackJson {
  return {
    id: group.id,
    team_id: 'T000000001',
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  };
}

export const userMethods: Readonly<Record<string, Method>> = {
  'users.info': { scopes: ['users:read'], rate: tiers.tier4, run: info },
  'users.list': { scopes: ['users:read'], rate: tiers.tier2, run: list },
  'users.lookupByEmail': { scopes: ['users:read.email'], rate: tiers.tier3, run: lookupByEmail },
  'usergroups.list': { scopes: ['usergroups:read'], rate: tiers.tier2, run: groups },
  'usergroups.users.list': { scopes: ['usergroups:read'], rate: tiers.tier2, run: groupUsers },
};
