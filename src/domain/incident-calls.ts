/** What calls people: they are named in it, once. */
const calls: ReadonlySet<string> = new Set(['triggered', 'reopened', 'flapping', 'unsilenced', 'reminded']);

export function isCall(kind: string): boolean {
  return calls.has(kind);
}
