import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

import type { Membership } from '#chat/gate.ts';
import type { AccessRules } from '#domain/configuration.ts';
import type { Request } from '#state/state.ts';

import type { Identity } from './identity.ts';
import { errorLine } from './log.ts';
import { createRecall } from './recall.ts';
import { createGroups } from './user-groups.ts';

export interface AccessParts {
  readonly client: WebClient;
  readonly identity: () => Promise<Identity>;
  /** As configured now; asked again for every request. */
  readonly rules: () => AccessRules | undefined;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
}

export interface Access {
  /** What Slack knows about the person who asks. Never rejects: a failed look-up is `unknown` or `unverifiable`. */
  readonly whois: (request: Pick<Request, 'actor' | 'team'>) => Promise<Membership>;
}

const keepMs = 5 * 60_000;
const impossible = new Set(['missing_scope', 'unknown_method', 'no_permission', 'not_allowed_token_type']);
const stranger: Membership = { kind: 'stranger', names: [] };

export function createAccess(parts: AccessParts): Access {
  const { client, identity, rules, log, now = Date.now } = parts;
  const people = createRecall({ keepMs, max: 2_000, now, find: (id: string) => findPerson(client, id) });
  const groups = createGroups({ client, keepMs, now });

  let isWarned = false;

  function warnOnce(error: unknown): void {
    if (isWarned) return;
    isWarned = true;
    log.warn(
      `Slack does not let the bot look people up, so guests cannot be told apart: ${errorLine(error)}. Without access in e2e.yaml everybody in the workspace may, with it nobody; give the app users:read, users:read.email and usergroups:read and install it again`,
    );
  }

  return {
    whois: async ({ actor, team }) => {
      try {
        const { teamId } = await identity();
        if (team !== undefined && team !== teamId) return stranger;
        const person = await people(actor.id);
        const kind = kindOf(person, teamId);
        if (kind !== 'member') return { kind, names: [] };
        const groupNames = await groups.of(actor.id, namedGroups(rules()));
        const names = [actor.id, ...(person.email === undefined ? [] : [person.email]), ...groupNames];
        return { kind, names, calledName: person.name };
      } catch (error) {
        if (isImpossible(error)) {
          warnOnce(error);
          return { kind: 'unverifiable', names: [] };
        }
        log.warn(`The membership of ${actor.id} could not be looked up: ${errorLine(error)}`);
        return { kind: 'unknown', names: [] };
      }
    },
  };
}

/** Not a failure of this minute: the app was installed without the right to look people up. */
function isImpossible(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && impossible.has(error.data.error);
}

interface Person {
  readonly teams: readonly string[];
  readonly email: string | undefined;
  /** As slash commands tell it. */
  readonly name: string | undefined;
  readonly isGuest: boolean;
  /** Deactivated, from another organisation, or a bot. */
  readonly isStranger: boolean;
}

async function findPerson(client: WebClient, id: string): Promise<Person> {
  const { user = {} } = await client.users.info({ user: id });
  return {
    teams: [user.team_id ?? [], user.enterprise_user?.teams ?? []].flat(),
    email: user.profile?.email,
    name: user.name ?? user.real_name,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isStranger: user.deleted === true || user.is_bot === true || isFromElsewhere(user),
  };
}

/** `is_stranger` is told of people in shared channels only and is not in the published type. */
function isFromElsewhere(user: object): boolean {
  return 'is_stranger' in user && user.is_stranger === true;
}

function kindOf(person: Person, teamId: string): Membership['kind'] {
  if (person.isStranger) return 'stranger';
  if (person.teams.length > 0 && !person.teams.includes(teamId)) return 'stranger';
  return person.isGuest ? 'guest' : 'member';
}

/** What the rules name that is neither a user id nor an e-mail address. */
function namedGroups(rules: AccessRules | undefined): readonly string[] {
  const names = Object.values(rules ?? {}).flat();
  const groups = names.map((name) => name.replace(/^@/u, '')).filter((name) => !/^[UW][A-Z0-9]{4,}$|@/u.test(name));
  return [...new Set(groups)];
}
