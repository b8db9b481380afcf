const mostLines = 20;
const longestLine = 500;

/** The newest lines of an output that is already redacted. */
export function createTail(): { add(text: string): void; lines(): readonly string[] } {
  let lines: readonly string[] = [];
  return {
    add(text) {
      if (text.trim() !== '') lines = [...lines.slice(1 - mostLines), text.slice(0, longestLine)];
    },
    lines: () => lines,
  };
}
