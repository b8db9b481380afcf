import { stripControls } from '#domain/strip-controls.ts';
import type { Action, Line, Reply, Section, Span } from '#domain/reply.ts';

import { renderTable } from './render-table.ts';
import { oneLine } from './one-line.ts';

/** A reply as plain text, without colour: words carry the state. Ends with a line feed. */
export function renderReply(reply: Reply): string {
  const sections = reply.sections.map(renderSection).filter((text) => text !== '');
  const choices = reply.actions.flatMap(renderChoices);
  return `${[ownLines(reply.headline), ...sections, ...choices].join('\n')}\n`;
}

/** What a select offers, as words to type. */
function renderChoices({ words, choices }: Action): readonly string[] {
  if (choices === undefined) return [];
  return [oneLine(`  ${words.join(' ')} ${choices.map(({ word }) => word).join(' | ')}`)];
}

function renderSection(section: Section): string {
  switch (section.kind) {
    case 'text':
      return ownLines(section.line.map(renderSpan).join(''));
    case 'aside':
      return renderLine(section.line);
    case 'facts':
      return renderFacts(section.facts);
    case 'list':
      return section.items.map((item) => `  - ${renderLine(item)}`).join('\n');
    case 'code':
      return section.text
        .split('\n')
        .map((line) => `    ${oneLine(line)}`)
        .join('\n');
    case 'bar':
      return renderBar(section.done, section.total, section.red);
    case 'table':
      return renderTable(section.columns, section.rows);
  }
}

function renderFacts(facts: readonly { readonly label: string; readonly value: Line }[]): string {
  const width = Math.max(0, ...facts.map((fact) => fact.label.length));
  return facts.map((fact) => `  ${fact.label.padEnd(width)}  ${renderLine(fact.value)}`).join('\n');
}

function renderBar(done: number, total: number | undefined, red: number): string {
  const failed = red === 0 ? '' : `, ${red} failed`;
  return total === undefined ? `${done} done${failed}` : `${done} of ${total} done${failed}`;
}

function renderLine(line: Line): string {
  return oneLine(line.map(renderSpan).join(''));
}

function renderSpan(span: Span): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'strong':
    case 'code':
      return span.text;
    case 'link':
      return span.text === span.url ? span.url : `${span.text} (${span.url})`;
    case 'person':
      return span.id;
  }
}

/** A list of problems and an example to copy stay lines. */
function ownLines(text: string): string {
  return text
    .split('\n')
    .map((line) => stripControls(line))
    .join('\n');
}
