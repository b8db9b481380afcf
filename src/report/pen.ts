import { formatDuration } from '#domain/duration.ts';
import { moneyInWords } from '#domain/impact.ts';
import { atPointer } from '#domain/json-pointer.ts';
import { milliseconds } from '#domain/probe-words.ts';
import { stripControls } from '#domain/strip-controls.ts';

import { derive, type Derivation } from './derivation.ts';
import { notEstablished, type Block, type Item, type Line, type Span, type Unit } from './document.ts';

const longestQuote = 600;
const longestOutput = 8_000;

/** Writes lines of one report: every number is derived from its records as it is written. */
export interface Pen {
  readonly number: (from: Derivation, unit?: Unit) => Span;
  readonly time: (pointer: string) => Span;
}

export function createPen(records: unknown): Pen {
  return {
    number: (from, unit = 'count') => {
      const value = derive(from, records);
      return { kind: 'number', from, value, unit, text: numberInWords(value, unit) };
    },
    time: (pointer) => ({ kind: 'time', at: pointer, text: timeInWords(atPointer(records, pointer)) }),
  };
}

type Written = Span | Line | string;

/** The words between are ours; a text that is put in is a quotation of a record. */
export function line(ours: TemplateStringsArray, ...written: readonly Written[]): Line {
  return ours.flatMap((each, index) => {
    const spans: readonly Span[] = each === '' ? [] : words(each);
    const next = written[index];
    return next === undefined ? spans : [...spans, ...spansOf(next)];
  });
}

export function quote(of: string, longest = longestQuote): Span {
  return { kind: 'quote', text: cut(flat(of), longest) };
}

export function code(of: string): Span {
  return { kind: 'code', text: cut(flat(of), longestQuote) };
}

export function words(of: string): Line {
  return [{ kind: 'words', text: of }];
}

export function output(lines: readonly string[]): Block {
  return { kind: 'output', text: cut(stripControls(lines.join('\n')).trimEnd(), longestOutput) };
}

export function cite(...ids: readonly string[]): Line {
  return ids.flatMap((id): Line => [
    { kind: 'words', text: ' ' },
    { kind: 'cite', id },
  ]);
}

/** `not established`, and what would have to be seen. */
export function unknown(needs: string): Line {
  return [
    { kind: 'strong', text: notEstablished },
    { kind: 'words', text: `: ${needs}` },
  ];
}

/** What a record says, or words of ours where it says nothing. */
export function orWords(of: string | undefined, ours: string): Line {
  return of === undefined ? words(ours) : [quote(of)];
}

/** Parts with a separator between them. */
export function joined(parts: readonly (Span | Line)[], separator = ', '): Line {
  return parts.flatMap((part, index) => (index === 0 ? spansOf(part) : [...words(separator), ...spansOf(part)]));
}

export function text(of: Line): Block {
  return { kind: 'text', line: of };
}

export function heading(of: Line): Block {
  return { kind: 'heading', line: of };
}

export function list(lines: readonly Line[]): readonly Block[] {
  return lines.length === 0
    ? []
    : [{ kind: 'list', items: lines.map((each): Item => ({ line: each, isClaim: false })) }];
}

/** Statements about the stack: each cites what it rests on. */
export function claims(lines: readonly Line[]): readonly Block[] {
  return lines.length === 0
    ? []
    : [{ kind: 'list', items: lines.map((each): Item => ({ line: each, isClaim: true })) }];
}

export function table(columns: readonly string[], rows: readonly (readonly Line[])[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'table', columns, rows }];
}

/** A step of a JSON pointer. */
export function step(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** `2026-03-02 10:00:05 UTC`. */
export function timeInWords(at: unknown): string {
  return typeof at === 'string' && !Number.isNaN(Date.parse(at))
    ? `${at.slice(0, 19).replace('T', ' ')} UTC`
    : 'not known';
}

export function numberInWords(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return 'not known';
  switch (unit) {
    case 'count':
      return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
    case 'duration':
      return formatDuration(value);
    case 'seconds':
      return `${(value / 1_000).toFixed(3)} s`;
    case 'latency':
      return milliseconds(value);
    case 'percent':
      return `${value} %`;
    case 'ratio':
      return value.toFixed(2);
    case 'tier':
      return `p${value}`;
    case 'money':
      return moneyInWords({ currency: '', amount: value, period: '', isAtLeast: false });
  }
}

/** One line without controls: what a quotation is compared with. */
export function flat(of: string): string {
  return stripControls(of).replaceAll(/\s+/gu, ' ').trim();
}

function cut(of: string, longest: number): string {
  return of.length <= longest ? of : `${of.slice(0, longest - 1).toWellFormed()}…`;
}

function spansOf(written: Written): Line {
  if (typeof written === 'string') return [quote(written)];
  return 'kind' in written ? [written] : written;
}
