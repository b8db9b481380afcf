import { atPointer } from '#domain/json-pointer.ts';

import { derive } from './derivation.ts';
import { linesOf, notEstablished, type Line, type ReportDocument, type Span } from './document.ts';
import { flat, numberInWords, timeInWords } from './pen.ts';
import type { ReportJson } from './report-json.ts';

/**
 * Does a report once more from the records in it. Returns what does not hold, a sentence each; empty: every number and time
 * follows from the records, every quotation stands in them, every citation leads to one, every claim cites or says that it
 * is not established, and no digit stands outside of these.
 */
export function recompute({ document, records }: ReportJson): readonly string[] {
  const corpus = textsOf(records);
  const lines = linesOf(document).flatMap((line) => line.flatMap((span) => checkSpan(span, { records, corpus })));
  return [...lines, ...checkWords(document), ...checkClaims(document)];
}

interface Ground {
  readonly records: unknown;
  readonly corpus: string;
}

function checkSpan(span: Span, { records, corpus }: Ground): readonly string[] {
  switch (span.kind) {
    case 'words':
    case 'strong':
      return /\d/u.test(span.text) ? [`A digit of our own: "${span.text}"`] : [];
    case 'number': {
      const value = derive(span.from, records);
      const isSame = Object.is(value, span.value) || (span.value === null && Number.isNaN(value));
      if (!isSame)
        return [`"${span.text}" is ${span.value}, but the records say ${value}: ${JSON.stringify(span.from)}`];
      return span.text === numberInWords(value, span.unit) ? [] : [`"${span.text}" does not show ${value}`];
    }
    case 'time':
      return span.text === timeInWords(atPointer(records, span.at))
        ? []
        : [`"${span.text}" is not the time at ${span.at}`];
    case 'cite':
      return isThere(span.id, records) ? [] : [`Nothing is called "${span.id}"`];
    case 'quote':
    case 'code':
      return stands(span.text, corpus) ? [] : [`Not in the records: "${span.text}"`];
  }
}

function checkWords({ sections }: ReportDocument): readonly string[] {
  const ours = sections.flatMap(({ title, blocks }) => [
    title,
    ...blocks.flatMap((block) => (block.kind === 'table' ? block.columns : [])),
  ]);
  return ours.filter((text) => /\d/u.test(text)).map((text) => `A digit of our own: "${text}"`);
}

function checkClaims({ sections }: ReportDocument): readonly string[] {
  const items = sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'list' ? block.items : [])));
  return items
    .filter(({ isClaim, line }) => isClaim && !isGrounded(line))
    .map(({ line }) => `Rests on nothing: "${line.map((span) => ('text' in span ? span.text : span.id)).join('')}"`);
}

function isGrounded(line: Line): boolean {
  return line.some((span) => span.kind === 'cite' || (span.kind === 'strong' && span.text === notEstablished));
}

const kinds: Readonly<Record<string, string>> = {
  r: 'runs',
  w: 'inquiries',
  p: 'probings',
  a: 'audits',
  y: 'approvals',
  i: 'incidents',
};

/** `w1.o3`: an observation. `p1.2`: a result of a probing. `r12`: a record. */
function isThere(id: string, records: unknown): boolean {
  const [name = '', part] = id.split('.');
  const record = name.startsWith('l')
    ? atPointer(records, '/loop')
    : atPointer(records, `/${kinds[name.charAt(0)] ?? ''}/${name}`);
  if (typeof record !== 'object' || record === null || atPointer(record, '/id') !== name)
    return atPointer(record, '/run/id') === name;
  if (part === undefined) return true;
  const list = atPointer(record, part.startsWith('o') ? '/observations' : '/results');
  const wanted = part.startsWith('o') ? part : id;
  return Array.isArray(list) && list.some((each) => atPointer(each, '/id') === wanted);
}

/** A telling line may be the class of an error and its message, which stand apart in the records. */
function stands(quoted: string, corpus: string): boolean {
  const text = quoted.endsWith('…') ? quoted.slice(0, -1) : quoted;
  const known = (part: string): boolean => corpus.includes(flat(part));
  const at = text.indexOf(': ');
  return known(text) || (at > 0 && known(text.slice(0, at)) && known(text.slice(at + 2)));
}

/** All texts and numbers of the records, and every list of texts as one. */
function textsOf(records: unknown): string {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') found.push(flat(`${value}`));
    else if (Array.isArray(value)) {
      if (value.every((each) => typeof each === 'string')) found.push(flat(value.join(' ')));
      for (const each of value) visit(each);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        found.push(flat(key));
        visit(each);
      }
    }
  };
  visit(records);
  return found.join('\n');
}
