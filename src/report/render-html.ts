import { createHash } from 'node:crypto';

import { textOf, type Block, type Line, type ReportDocument, type Section, type Span } from './document.ts';
import { escapeHtml } from './escape-html.ts';
import { pageStyle } from './page-style.ts';

/** A report as one page that needs nothing else and runs nothing: whatever got into it, the browser is told to load none of it. */
export function renderHtml(document: ReportDocument): string {
  const { title, sections } = document;
  const heading = title.map(textOf).join('');
  const shown = anchorsOf(document);
  const styleHash = createHash('sha256').update(pageStyle).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(heading)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(heading)}</h1>
<nav>${sections.map(({ title: name }) => `<a href="#${slugOf(name)}">${escapeHtml(name)}</a>`).join('\n')}</nav>
</header>
<main>
${sections.map((section) => renderSection(section, shown)).join('\n')}
</main>
</body>
</html>
`;
}

/** Observations that are told in full on the page: citations lead to them. */
function anchorsOf({ sections }: ReportDocument): ReadonlySet<string> {
  const [observations] = sections.slice(-1);
  const lines =
    observations?.blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(({ line }) => line) : [])) ?? [];
  return new Set(lines.flatMap(([first]) => (first?.kind === 'cite' ? [first.id] : [])));
}

function renderSection({ title, blocks }: Section, shown: ReadonlySet<string>): string {
  const inner = blocks.map((block) => renderBlock(block, shown)).join('\n');
  return `<section id="${slugOf(title)}">\n<h2>${escapeHtml(title)}</h2>\n${inner}\n</section>`;
}

function renderBlock(block: Block, shown: ReadonlySet<string>): string {
  switch (block.kind) {
    case 'text':
      return `<p>${renderLine(block.line, shown)}</p>`;
    case 'heading':
      return `<h3>${renderLine(block.line, shown)}</h3>`;
    case 'list':
      return `<ul>\n${block.items.map(({ line }) => itemOf(line, shown)).join('\n')}\n</ul>`;
    case 'table':
      return `<div class="wide"><table>\n<thead><tr>${block.columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>\n<tbody>\n${block.rows.map((row) => `<tr>${row.map((cell) => `<td>${renderLine(cell, shown)}</td>`).join('')}</tr>`).join('\n')}\n</tbody>\n</table></div>`;
    case 'output':
      return `<pre>${escapeHtml(block.text)}</pre>`;
  }
}

/** An item that begins with a citation is the place where that is told in full. */
function itemOf(line: Line, shown: ReadonlySet<string>): string {
  const [first] = line;
  const id = first?.kind === 'cite' && shown.has(first.id) ? ` id="${escapeHtml(first.id)}"` : '';
  return `<li${id}>${renderLine(line, id === '' ? shown : new Set())}</li>`;
}

function renderLine(line: Line, shown: ReadonlySet<string>): string {
  return line.map((span) => renderSpan(span, shown)).join('');
}

function renderSpan(span: Span, shown: ReadonlySet<string>): string {
  const text = escapeHtml(textOf(span));
  switch (span.kind) {
    case 'words':
    case 'quote':
    case 'time':
      return text;
    case 'strong':
      return `<strong>${text}</strong>`;
    case 'code':
      return `<code>${text}</code>`;
    case 'number':
      return `<span class="n">${text}</span>`;
    case 'cite':
      return shown.has(span.id)
        ? `<a class="cite" href="#${escapeHtml(span.id)}">${text}</a>`
        : `<span class="cite">${text}</span>`;
  }
}

function slugOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z]+/gu, '-');
}
