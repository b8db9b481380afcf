import type { SlackJson } from './contract.ts';
import { Refusal } from './refusal.ts';

/** Throws a `Refusal` for a message that Slack would not take. */
export function assertContent(content: SlackJson): void {
  const has = (key: string): boolean => {
    const value = content[key];
    return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '';
  };
  if (!has('text') && !has('blocks') && !has('attachments')) throw new Refusal('no_text');
}
