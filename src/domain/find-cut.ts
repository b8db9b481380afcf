import type { Span } from './secret-shapes.ts';
import { createWordAutomaton, type SoughtWord, type WordAutomaton } from './word-automaton.ts';

export interface CutFindings {
  readonly spans: readonly Span[];
  /** From here on the next piece of the text decides. */
  readonly openAt: number;
}

/** Finds what is left of a secret at the place where somebody cut a text. */
export type FindCut = (text: string) => CutFindings;

/** `'abc...`, `abc…`, `'abc'... 90 more characters`, `abc [...] xyz`. */
const cutMark = /["'`]?[ [(<]{0,2}(?:\.{3,}|…)[\])> ]{0,2}["'`]?/g;
const windowEnd = /\n|\.{3}|…/;
const begunMark = /["'`]?[ [(<]{0,2}\.{0,2}$/;

/** `forwards` finds the words as they are. Takes time linear in the text: no character is looked at for two marks. */
export function createFindCut(words: readonly SoughtWord[], forwards: WordAutomaton): FindCut {
  const longest = words.reduce((most, { text }) => Math.max(most, text.length), 0);
  let backwards: WordAutomaton | undefined;

  /** Only in its line: of base64 that was both broken into lines and cut, the lines before are left. */
  function beginningAt(text: string, from: number, end: number): number {
    const window = text.slice(Math.max(from, end - longest), end);
    return end - forwards.beginningBefore(window, window.lastIndexOf('\n') + 1, window.length);
  }

  /** How many characters at the beginning of a text are the end of a word. */
  function endingLength(text: string, length: number): number {
    backwards ??= createWordAutomaton(words.map((word) => ({ ...word, text: reversed(word.text) })));
    return backwards.beginningBefore(text, length, 0);
  }

  /** Somebody may be about to write a mark at the end of the text. */
  function begunAt(text: string, from: number): number {
    const tail = text.slice(Math.max(from, text.length - 5));
    const markLength = begunMark.exec(tail)?.[0].length ?? 0;
    const begin = tail.endsWith('\n') ? text.length : beginningAt(text, from, text.length - markLength);
    return begin < text.length - markLength ? begin : text.length;
  }

  return (text) => {
    const spans: Span[] = [];
    let from = 0;
    let openAt = text.length;
    const hasMark = longest > 0 && (text.includes('...') || text.includes('…'));
    for (const mark of hasMark ? text.matchAll(cutMark) : []) {
      const begin = beginningAt(text, from, mark.index);
      from = mark.index + mark[0].length;
      const window = text.slice(from, from + longest);
      const stop = window.search(windowEnd);
      const end = from + endingLength(window, stop < 0 ? window.length : stop);
      spans.push({ start: begin, end: mark.index }, { start: from, end });
      if (stop < 0 && window.length < longest) openAt = Math.min(openAt, begin);
    }
    return { spans: spans.filter(({ start, end }) => start < end), openAt: Math.min(openAt, begunAt(text, from)) };
  };
}

function reversed(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charAt(text.length - 1 - at)).join('');
}
