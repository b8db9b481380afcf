export type Mention = { readonly kind: 'user' | 'usergroup'; readonly id: string };

/** A Slack id that can be mentioned; undefined for `@name` and everything else, which stays plain text. Ids hold a digit, names such as `SRE` do not. */
export function mentionOf(id: string): Mention | undefined {
  if (/^[UW](?=[A-Z0-9]*\d)[A-Z0-9]{1,20}$/u.test(id)) return { kind: 'user', id };
  if (/^S(?=[A-Z0-9]*\d)[A-Z0-9]{2,20}$/u.test(id)) return { kind: 'usergroup', id };
  return undefined;
}
