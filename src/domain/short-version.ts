/** A commit is known by its beginning; any other version stays as it is. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{12,64}$/u.test(version) ? version.slice(0, 8) : version;
}

const shown = 6;

/** `api 3f2a91c0, auth 77ab01de`; `none reported` for none. */
export function versionsInWords(versions: Readonly<Record<string, string>>): string {
  const each = Object.entries(versions);
  if (each.length === 0) return 'none reported';
  const words = each.slice(0, shown).map(([service, version]) => `${service} ${shortVersion(version)}`);
  return each.length > shown ? `${words.join(', ')} and ${each.length - shown} more` : words.join(', ');
}
