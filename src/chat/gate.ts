import type { AccessRules, Permission } from '#domain/configuration.ts';

/** What is known about the person who asks, looked up by the surface. */
export interface Membership {
  /**
   * `stranger`: another team, a shared channel, a deactivated account. `unknown`: the look-up failed this time.
   * `unverifiable`: this workspace does not let the bot look people up at all.
   */
  readonly kind: 'member' | 'guest' | 'stranger' | 'unknown' | 'unverifiable' | 'operator';
  /** User id, e-mail address, ids and handles of user groups. Empty where the look-up failed. */
  readonly names: readonly string[];
  /** What people call them, for those of whom a request tells the id alone. */
  readonly calledName?: string | undefined;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const allowed: Decision = { allowed: true };
const refuse = (reason: string): Decision => ({ allowed: false, reason });

/**
 * The one permission gate: every command, button and form passes it. Denies by default when `access` is
 * set; without `access` every full member may. An `operator` has a shell on this machine already.
 */
export function decide(permission: Permission | 'read', who: Membership, rules: AccessRules | undefined): Decision {
  if (who.kind === 'operator') return allowed;
  if (who.kind === 'guest') return refuse('guests of the workspace may not use Teneleven');
  if (who.kind === 'stranger') return refuse('only members of this workspace may use Teneleven');
  if (who.kind === 'unknown') return refuse('your membership could not be looked up just now; try again in a minute');
  if (rules === undefined) return allowed;
  if (who.kind === 'unverifiable') return refuse('Slack does not let the bot look people up (users:read is missing)');
  if (permission === 'read') return allowed;
  const names = new Set(who.names);
  const granted = [...(rules[permission] ?? []), ...(rules.admin ?? [])];
  if (granted.some((name) => names.has(name.replace(/^@/u, '')))) return allowed;
  return refuse(`"${permission}" is not among your permissions (access in e2e.yaml)`);
}
