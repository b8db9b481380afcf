import { withIds } from './block-ids.ts';
import type { SlackJson } from './contract.ts';
import { isRecord, recordOf, textOf } from './json.ts';
import { Refusal } from './refusal.ts';
import { bot } from './seed.ts';
import type { Stage } from './stage.ts';
import { assertView } from './validate-view.ts';

/** Opens a checked modal; the state gives it its id and hash. */
export async function openView(stage: Stage, user: string, view: SlackJson): Promise<SlackJson> {
  const opened = await create(stage, user, view);
  stage.modals.open(user, opened);
  return opened;
}

/** Opens a checked modal on top of another one. */
export async function pushView(
  stage: Stage,
  onto: { user: string; viewId: string },
  view: SlackJson,
): Promise<SlackJson> {
  const below = stage.modals.find(onto.viewId);
  if (below?.user !== onto.user) throw new Refusal('not_found');
  stage.modals.assertRoom(onto.user);
  const created = await create(stage, onto.user, view);
  const pushed = { ...created, previous_view_id: onto.viewId, root_view_id: below.view['root_view_id'] };
  stage.modals.push(onto.user, pushed);
  return pushed;
}

/** Replaces the content of an open modal. `hash`, when given, must be that of the view as it is now. */
export async function updateView(
  stage: Stage,
  viewId: string,
  change: { view: unknown; hash?: string },
): Promise<SlackJson> {
  const current = stage.modals.find(viewId);
  if (current === undefined) throw new Refusal('not_found');
  const checked = checkedView(change.view, 'modal');
  const answer = await stage.workspace.asBot('views.update', {
    view_id: viewId,
    view: checked,
    ...(change.hash === undefined || change.hash === '' ? {} : { hash: change.hash }),
  });
  const { previous_view_id, root_view_id } = current.view;
  const updated = { ...dressView(answer), previous_view_id, root_view_id };
  stage.modals.update(updated);
  return updated;
}

export async function publishView(
  stage: Stage,
  user: string,
  change: { view: unknown; hash?: string },
): Promise<SlackJson> {
  if (!stage.workspace.users.some(({ id }) => id === user)) throw new Refusal('invalid_arguments');
  const answer = await stage.workspace.asBot('views.publish', {
    user_id: user,
    view: checkedView(change.view, 'home'),
    ...(change.hash === undefined || change.hash === '' ? {} : { hash: change.hash }),
  });
  const view = dressView(answer);
  stage.modals.publish(user, view);
  return view;
}

async function create(stage: Stage, user: string, view: SlackJson): Promise<SlackJson> {
  const { trigger_id } = await stage.workspace.asBot('views.generateTriggerId', { user_id: user });
  return dressView(await stage.workspace.asBot('views.open', { trigger_id, view }));
}

/** The view with its ids filled in; throws a `Refusal` for one that Slack would not take. */
export function checkedView(view: unknown, type: 'modal' | 'home'): SlackJson {
  if (!isRecord(view)) throw new Refusal('invalid_arguments');
  assertView(view, type);
  return { ...view, blocks: withIds(view['blocks']) };
}

function dressView(answer: SlackJson): SlackJson {
  const view = recordOf(answer['view']);
  return { ...view, app_installed_team_id: textOf(view, 'team_id'), bot_id: bot.botId };
}
