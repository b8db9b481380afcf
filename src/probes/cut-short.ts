/** At most `most` characters of a peer's text. A cut is marked: without a mark nobody would know half a token before it. */
export function cutShort(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
