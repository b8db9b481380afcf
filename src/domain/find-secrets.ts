import { createFindCut, type FindCut } from './find-cut.ts';
import { isCutFirstLine, keyBeginning, keyBodyAfter, keyEnd, openTokenAt, tokensOf } from './private-key.ts';
import type { KeyBody } from './private-key.ts';
import { secretShapes } from './secret-shapes.ts';
import type { SecretShape, Span } from './secret-shapes.ts';
import type { Spelling } from './secret-spellings.ts';
import { createWordAutomaton, type SoughtWord } from './word-automaton.ts';

export interface Findings {
  /** In order, without overlap. */
  readonly spans: readonly Span[];
  /** What is before this position is decided, whatever follows the text. */
  readonly settled: number;
  /** How many of the last characters may begin a configured secret. */
  readonly pending: number;
  /** How far behind `settled` the body of a private key may reach that began before it; 0 outside of one. */
  readonly keyLeft: number;
}

/** `keyLeft` is what the findings of the text before it said. */
export type FindSecrets = (text: string, keyLeft: number) => Findings;

type Sign =
  | { readonly kind: 'secret' }
  | { readonly kind: 'shape'; readonly shape: SecretShape }
  | { readonly kind: 'key-beginning' }
  | { readonly kind: 'key-end' };

interface Word extends SoughtWord {
  readonly sign: Sign;
}

interface Sweep {
  readonly text: string;
  readonly spans: Span[];
  readonly seenUpTo: Map<SecretShape, number>;
  readonly bodies: KeyBody[];
  /** Where the first thing begins that reaches the end of the text and may go on behind it. */
  openAt: number;
}

/** `secrets` are all their spellings; well-known shapes are found besides. */
export function createFindSecrets(secrets: readonly Spelling[]): FindSecrets {
  const ofSecrets = secrets.map((spelling): Word => ({ ...spelling, isSecret: true, sign: { kind: 'secret' } }));
  const words = [...ofSecrets, ...knownWords()];
  const automaton = createWordAutomaton(words);
  const findCut = createFindCut(ofSecrets, automaton);
  return (text, keyLeft) => {
    const sweep: Sweep = { text, spans: [], seenUpTo: new Map(), bodies: [], openAt: text.length };
    if (keyLeft > 0) sweep.bodies.push({ firstLineAt: 0, start: 0, limit: keyLeft });
    const pending = automaton.search(text, (index, start, end) => {
      const word = words[index];
      if (word !== undefined) note(sweep, word.sign, { start, end });
    });
    noteCuts(sweep, findCut);
    return conclude(sweep, pending);
  };
}

function noteCuts(sweep: Sweep, findCut: FindCut): void {
  const { spans, openAt } = findCut(sweep.text);
  for (const span of spans) sweep.spans.push(span);
  sweep.openAt = Math.min(sweep.openAt, openAt);
}

function knownWords(): readonly Word[] {
  const ofShapes = secretShapes.flatMap((shape) =>
    shape.beginnings.map((text): Word => ({ text, sign: { kind: 'shape', shape } })),
  );
  const ofKeys: readonly Word[] = [
    { text: keyBeginning, sign: { kind: 'key-beginning' } },
    { text: keyEnd, sign: { kind: 'key-end' } },
  ];
  return [...ofShapes, ...ofKeys];
}

function note(sweep: Sweep, sign: Sign, at: Span): void {
  switch (sign.kind) {
    case 'secret':
      sweep.spans.push(at);
      return;
    case 'shape':
      noteShape(sweep, sign.shape, at);
      return;
    case 'key-beginning':
      noteKey(sweep, at);
      return;
    case 'key-end': {
      const body = sweep.bodies.at(-1);
      if (body !== undefined) body.end ??= at.start;
    }
  }
}

function noteShape(sweep: Sweep, shape: SecretShape, beginning: Span): void {
  if (beginning.start < (sweep.seenUpTo.get(shape) ?? 0)) return;
  const { span, seenUpTo } = shape.look(sweep.text, beginning);
  sweep.seenUpTo.set(shape, seenUpTo);
  if (span !== undefined) sweep.spans.push(span);
  if (seenUpTo === sweep.text.length) sweep.openAt = Math.min(sweep.openAt, beginning.start);
}

function noteKey(sweep: Sweep, beginning: Span): void {
  const last = sweep.bodies.at(-1);
  if (last !== undefined && last.end === undefined && beginning.start < last.limit) return;
  const body = keyBodyAfter(sweep.text, beginning);
  if (body !== undefined) sweep.bodies.push(body);
  else if (isCutFirstLine(sweep.text, beginning)) sweep.openAt = Math.min(sweep.openAt, beginning.start);
}

function conclude(sweep: Sweep, pending: number): Findings {
  const { text, bodies } = sweep;
  for (const body of bodies) {
    sweep.spans.push(...tokensOf(body, text));
    sweep.openAt = Math.min(sweep.openAt, openTokenAt(body, text));
  }
  const spans = mergeSpans(sweep.spans);
  const firstLines = bodies.map((body) => ({ start: body.firstLineAt, end: body.start }));
  const undecided = Math.min(text.length - pending, sweep.openAt);
  const cut = [...spans, ...firstLines].find(({ start, end }) => start < undecided && end > undecided);
  const settled = cut?.start ?? undecided;
  const body = bodies.findLast(({ start, end }) => start <= settled && (end ?? text.length) >= settled);
  return { spans, settled, pending, keyLeft: Math.max(0, (body?.limit ?? 0) - settled) };
}

/** In order, and those that overlap as one. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
