/** One line of a Markdown text, without its marks. */
export interface MarkdownLine {
  /** From 1. */
  readonly line: number;
  readonly raw: string;
  /** Without bullets, `**` and backticks, at most 4,096 characters. */
  readonly text: string;
  readonly kind: 'heading' | 'item' | 'row' | 'text' | 'code' | 'blank';
  /** Of a heading: 1 to 6, a bold line on its own counts as 7. Of an item: how far it is indented. */
  readonly level: number;
}

const longestLine = 4_096;

/** Cuts a Markdown text into lines; what stands between fences is `code`. */
export function* markdownLines(text: string): Generator<MarkdownLine> {
  let line = 0;
  let fence: string | undefined;
  for (const whole of linesOf(text)) {
    line += 1;
    const raw = whole.slice(0, longestLine);
    const mark = /^\s{0,8}(```+|~~~+)/.exec(raw)?.[1]?.slice(0, 3);
    if (mark !== undefined && (fence === undefined || fence === mark)) {
      fence = fence === undefined ? mark : undefined;
      yield { line, raw, text: '', kind: 'blank', level: 0 };
      continue;
    }
    yield fence === undefined ? lineOf(line, raw) : { line, raw, text: raw, kind: 'code', level: 0 };
  }
}

/** Lines without their ends; the text is not copied. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    if (end === -1) {
      if (from < text.length) yield text.slice(from);
      return;
    }
    yield text.slice(from, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    from = end + 1;
  }
}

function lineOf(line: number, raw: string): MarkdownLine {
  const quoted = raw.replace(/^(?:\s{0,3}>\s?)+/, '');
  const trimmed = quoted.trim();
  if (trimmed === '') return { line, raw, text: '', kind: 'blank', level: 0 };
  const [, marks, title] = /^(#{1,6})\s+(.*)$/.exec(trimmed) ?? [];
  if (marks !== undefined) return { line, raw, text: plain(title ?? ''), kind: 'heading', level: marks.length };
  if (trimmed.startsWith('|') && trimmed.length > 2) return { line, raw, text: plain(trimmed), kind: 'row', level: 0 };
  const [, indent, item] = /^(\s*)(?:[-*+•‣◦]|\d{1,4}[.)])\s+(.*)$/.exec(quoted) ?? [];
  if (item !== undefined) return { line, raw, text: plain(item), kind: 'item', level: (indent ?? '').length };
  return { line, raw, text: plain(trimmed), kind: 'text', level: 0 };
}

/** Slack writes `*bold*` where Markdown writes `**bold**`. */
function plain(text: string): string {
  return text
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/(^|[\s(])[*_]([^\s*_][^*]{0,200})[*_](?=$|[\s:,.)])/g, '$1$2')
    .trim();
}
