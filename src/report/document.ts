import type { Derivation } from './derivation.ts';

const units = ['count', 'duration', 'seconds', 'latency', 'percent', 'ratio', 'tier', 'money'] as const;
export type Unit = (typeof units)[number];

/** A piece of a line. Whatever holds a digit is a number, a time, a citation or a quotation of a record: our own words hold none. */
export type Span =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** Of a record, as it stands there but for white space and length. */
  | { readonly kind: 'quote'; readonly text: string }
  /** The same as a word of a machine: an id, a command. */
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'number';
      readonly from: Derivation;
      readonly value: number;
      readonly unit: Unit;
      readonly text: string;
    }
  /** A point in time that stands at a pointer of the records. */
  | { readonly kind: 'time'; readonly at: string; readonly text: string }
  /** Where it is seen: an observation `w1.o3`, a result of a probing `p1.2`, a record `r12`. */
  | { readonly kind: 'cite'; readonly id: string };

export type Line = readonly Span[];

export interface Item {
  readonly line: Line;
  /** It says something of the stack: it cites what it rests on, or says that it is not established. */
  readonly isClaim: boolean;
}

export type Block =
  | { readonly kind: 'text'; readonly line: Line }
  | { readonly kind: 'heading'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  /** Of a record. */
  | { readonly kind: 'output'; readonly text: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: Line;
  readonly sections: readonly Section[];
}

/** Written where nothing was seen that it could rest on. */
export const notEstablished = 'not established';

export function linesOf({ title, sections }: ReportDocument): readonly Line[] {
  return [title, ...sections.flatMap(({ blocks }) => blocks.flatMap(linesOfBlock))];
}

export function linesOfBlock(block: Block): readonly Line[] {
  switch (block.kind) {
    case 'text':
    case 'heading':
      return [block.line];
    case 'list':
      return block.items.map(({ line }) => line);
    case 'table':
      return block.rows.flat();
    case 'output':
      return [[{ kind: 'quote', text: block.text }]];
  }
}

export function textOf(span: Span): string {
  return span.kind === 'cite' ? `[${span.id}]` : span.text;
}
