import type { SlackJson } from './contract.ts';
import { Refusal } from './refusal.ts';

/** Throws a `Refusal` for a view that Slack would not take. */
export function assertView(view: SlackJson, type: 'modal' | 'home'): void {
  if (view['type'] !== type) throw new Refusal('invalid_arguments');
}
