/** `1 test`, `23 tests`: for nouns that take an "s". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
