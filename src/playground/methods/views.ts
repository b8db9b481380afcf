import type { SlackJson } from '../contract.ts';
import { textOf } from '../json.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { checkedView, openView, publishView, pushView, updateView } from '../views.ts';
import { required, tiers, type Method } from './method.ts';

async function open(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const trigger = required(args, 'trigger_id');
  const view = checkedView(args['view'], 'modal');
  const { user } = stage.triggers.exchange(trigger);
  return { view: await openView(stage, user, view) };
}

async function push(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const trigger = required(args, 'trigger_id');
  const view = checkedView(args['view'], 'modal');
  const { user, viewId } = stage.triggers.exchange(trigger);
  if (viewId === undefined) throw new Refusal('invalid_trigger_id');
  return { view: await pushView(stage, { user, viewId }, view) };
}

async function update(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const viewId = textOf(args, 'view_id') || stage.modals.idOf(textOf(args, 'external_id'));
  const view = await updateView(stage, viewId, { view: args['view'], hash: textOf(args, 'hash') });
  return { view };
}

async function publish(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const user = required(args, 'user_id');
  return { view: await publishView(stage, user, { view: args['view'], hash: textOf(args, 'hash') }) };
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { scopes: [], rate: tiers.tier4, run: open },
  'views.push': { scopes: [], rate: tiers.tier4, run: push },
  'views.update': { scopes: [], rate: tiers.tier4, run: update },
  'views.publish': { scopes: [], rate: tiers.tier4, run: publish },
};
