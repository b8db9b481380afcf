/** A commit by its first letters, as people write it; anything else at most 60 characters. */
export function shortVersion(version: string | undefined): string {
  const text = version ?? 'unknown';
  return /^[\da-f]{40}$/u.test(text) ? text.slice(0, 8) : text.slice(0, 60);
}
