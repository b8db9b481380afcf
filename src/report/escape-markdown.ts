/**
 * The one place where a text becomes inert in Markdown: no emphasis, code, link, image, table cell, heading, list, HTML,
 * mention or formula can begin in it. One line in, one line out.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>|~#&@$]/gu, String.raw`\$&`)
    .replaceAll('!\\[', String.raw`\!\[`)
    .replaceAll(/\b(https?|ftp):\/\//giu, String.raw`$1\://`)
    .replaceAll(/\bwww\./giu, (match) => `${match.slice(0, -1)}\\.`);
}

/** A line that would begin a list, a rule or a heading of its own. */
export function escapeLineStart(line: string): string {
  return line.replace(/^(\s*)([-+=])/u, String.raw`$1\$2`).replace(/^(\s*\d+)([.)])(?=\s|$)/u, String.raw`$1\$2`);
}
