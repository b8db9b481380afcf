import { textOf, type Block, type Line, type ReportDocument, type Section, type Span } from './document.ts';
import { escapeLineStart, escapeMarkdown } from './escape-markdown.ts';

/** A report as GitHub's Markdown. Ends with a line feed. */
export function renderMarkdown({ title, sections }: ReportDocument): string {
  return `${[`# ${renderLine(title)}`, ...sections.map(renderSection)].join('\n\n')}\n`;
}

function renderSection({ title, blocks }: Section): string {
  return [`## ${escapeMarkdown(title)}`, ...blocks.map(renderBlock)].join('\n\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return renderLine(block.line);
    case 'heading':
      return `### ${renderLine(block.line)}`;
    case 'list':
      return block.items.map(({ line }) => `- ${renderLine(line)}`).join('\n');
    case 'table':
      return [
        rowOf(block.columns.map(escapeMarkdown)),
        rowOf(block.columns.map(() => '---')),
        ...block.rows.map((row) => rowOf(row.map(renderLine))),
      ].join('\n');
    case 'output':
      return fenced(block.text);
  }
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function renderLine(line: Line): string {
  return escapeLineStart(line.map(renderSpan).join('').trim());
}

function renderSpan(span: Span): string {
  // No definition of a link can stand in what is escaped, so this is a text in brackets.
  if (span.kind === 'cite' && /^[a-z]\d+(?:\.\w+)?$/u.test(span.id)) return `[${span.id}]`;
  if (span.kind === 'strong') return `**${escapeMarkdown(span.text)}**`;
  // A code span cannot hold what ends it, nor what ends a cell.
  const isPlain = span.kind === 'code' && /^[^`|\\]*[^`|\\\s]$/u.test(span.text);
  return isPlain ? `\`${span.text}\`` : escapeMarkdown(textOf(span));
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
