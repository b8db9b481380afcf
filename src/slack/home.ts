import type { types } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';

import { decide } from '#chat/gate.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration } from '#domain/configuration.ts';
import { note } from '#domain/reply.ts';
import type { Store } from '#state/state.ts';
import { gatherStatus, type StatusSources } from '#status/gather-status.ts';

import type { Access } from './access.ts';
import { toMessage } from './blocks.ts';
import { homeReplies } from './home-content.ts';
import { limits } from './limits.ts';
import { errorLine } from './log.ts';

export interface HomeParts {
  readonly client: WebClient;
  readonly store: Store;
  readonly configuration: () => Configuration;
  readonly configurationProblem?: (() => ConfigurationProblem | undefined) | undefined;
  readonly whois: Access['whois'];
  readonly log: Logger;
  readonly now: () => Date;
}

export interface Home {
  /** Draws the tab for the person of an `app_home_opened` event. Never rejects. */
  readonly open: (body: unknown) => Promise<void>;
  stop(): void;
}

const openedEvent = z.object({
  team_id: z.string().max(64).optional(),
  event: z.object({
    user: z.string().min(1).max(64),
    channel: z.string().max(64).optional(),
    tab: z.string().optional(),
  }),
});

interface Visit {
  readonly user: string;
  readonly team: string | undefined;
  /** The conversation with the bot: what buttons of the tab ask for is told there. */
  readonly channel: string;
  readonly at: number;
}

const watchedMs = 10 * 60_000;
/** `views.*` allows 100 calls a minute: ten people every ten seconds leave room for forms. */
const redrawMs = 10_000;
const maxWatchers = 10;

/** The Home tab: drawn when it is opened, and again while runs, loops and incidents change for those who opened it last. */
export function createHome(parts: HomeParts): Home {
  const visits = new Map<string, Visit>();
  let timer: NodeJS.Timeout | undefined;

  async function draw(visit: Visit): Promise<void> {
    try {
      await parts.client.views.publish({ user_id: visit.user, view: await viewFor(visit, parts) });
    } catch (error) {
      parts.log.info(`The Home tab could not be drawn: ${errorLine(error)}`);
    }
  }

  async function redraw(): Promise<void> {
    timer = undefined;
    for (const visit of visits.values()) {
      if (parts.now().getTime() - visit.at > watchedMs) visits.delete(visit.user);
      else await draw(visit);
    }
  }

  const changed = (): void => {
    if (visits.size > 0) timer ??= setTimeout(() => void redraw(), redrawMs).unref();
  };
  const { watch, work } = parts.store;
  const watched = [parts.store, watch.incidents, work.loops, work.approvals];
  const unsubscribes = watched.map((each) => each.subscribe(changed));

  return {
    async open(body) {
      const opened = openedEvent.safeParse(body).data;
      if (opened === undefined) return parts.log.warn('A visit of the Home tab was not understood');
      const { team_id: team, event } = opened;
      if (event.tab !== undefined && event.tab !== 'home') return;
      const visit = { user: event.user, team, channel: event.channel ?? event.user, at: parts.now().getTime() };
      visits.delete(visit.user);
      visits.set(visit.user, visit);
      const [oldest] = visits.keys();
      if (visits.size > maxWatchers && oldest !== undefined) visits.delete(oldest);
      await draw(visit);
    },
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      clearTimeout(timer);
    },
  };
}

function statusSources({ store, configuration, now, configurationProblem }: HomeParts): StatusSources {
  return { store, configuration: configuration(), now, configurationProblem: configurationProblem?.() };
}

async function viewFor({ user, team, channel }: Visit, parts: HomeParts): Promise<types.HomeView> {
  const configuration = parts.configuration();
  const who = await parts.whois({ actor: { id: user, name: user, via: 'slack' }, team });
  const decision = decide('read', who, configuration.access);
  const replies = decision.allowed
    ? homeReplies(
        await gatherStatus([...configuration.environments.keys()], statusSources(parts)),
        configuration.slack.command,
      )
    : [note(`Nothing to see here: ${decision.reason}`)];
  const blocks = replies.flatMap((reply, index) => [
    ...(index === 0 ? [] : [{ type: 'divider' } as const]),
    ...toMessage(reply).blocks,
  ]);
  return { type: 'home', private_metadata: channel, blocks: numberActions(blocks.slice(0, limits.viewBlocks)) };
}

/** Each reply numbers its buttons from 0; in one view they are numbered through. */
function numberActions(blocks: readonly types.KnownBlock[]): types.KnownBlock[] {
  let count = 0;
  const renamed = (id: string) => id.replace(/\d+$/u, () => String(count++));
  return blocks.map((block) => {
    if (block.type !== 'actions') return block;
    const elements = block.elements.map((element) =>
      element.action_id === undefined ? element : { ...element, action_id: renamed(element.action_id) },
    );
    return { ...block, elements };
  });
}
