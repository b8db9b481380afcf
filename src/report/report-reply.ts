import {
  note,
  type Line as ReplyLine,
  type Reply,
  type Section as ReplySection,
  type Span as ReplySpan,
} from '#domain/reply.ts';

import { linesOfBlock, textOf, type Block, type Line, type Section, type Span } from './document.ts';
import type { MadeReport } from './make-report.ts';

/** What a message holds of a report; the file has all of it. */
const told = ['Result', 'Business impact', 'Before and after', 'Risks', 'Next actions', 'Arithmetic'] as const;
const shownLines = 8;

/** The parts of a report that decide something, as a message. `permalink`: where the whole of it is shown. */
export function reportReply(made: MadeReport, permalink: string | undefined): Reply {
  const { document } = made;
  const sections = told.flatMap((title) =>
    document.sections.filter((section) => section.title === title).flatMap(sectionOf),
  );
  const link: readonly ReplySection[] =
    permalink === undefined
      ? []
      : [{ kind: 'text', line: [{ kind: 'link', text: 'The whole report', url: permalink }] }];
  const { id } = made.records;
  const how = `All of it: npx teneleven report ${id} --format md, html or json`;
  return {
    ...note(`Report of ${document.title.map(textOf).join('')}`, ...link, ...sections, { kind: 'aside', line: [how] }),
    json: { schema: 1, document, records: made.records },
  };
}

function sectionOf({ title, blocks }: Section): readonly ReplySection[] {
  const lines = blocks.flatMap(linesToTell);
  const shown = lines.slice(0, shownLines).map(lineOf);
  const more = lines.length - shown.length;
  const items = more > 0 ? [...shown, [`and ${more} more lines`]] : shown;
  if (items.length === 0) return [];
  return [
    { kind: 'text', line: [{ kind: 'strong', text: title }] },
    { kind: 'list', items },
  ];
}

/** Tables stay in the file. */
function linesToTell(block: Block): readonly Line[] {
  return block.kind === 'table' || block.kind === 'output' ? [] : linesOfBlock(block);
}

function lineOf(line: Line): ReplyLine {
  return line.map(spanOf);
}

function spanOf(span: Span): ReplySpan {
  if (span.kind === 'code') return { kind: 'code', text: span.text };
  return span.kind === 'strong' ? { kind: 'strong', text: span.text } : textOf(span);
}
