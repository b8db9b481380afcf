/** `"a", "b", "c" and 4 more`. */
export function nameSome(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const shown = names.slice(0, 3).map((name) => `"${name.slice(0, 200)}"`);
  return shown.join(', ') + more;
}
