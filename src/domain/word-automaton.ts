/** A text to look for. */
export interface SoughtWord {
  readonly text: string;
  /** Also found with characters in it that nobody sees, and as the piece that a cut has left of it. */
  readonly isSecret?: boolean | undefined;
  /** Also found when it goes on behind a line end. */
  readonly isWrapped?: boolean | undefined;
}

/** Finds many words in one pass, in time linear in the text whatever the text and the words are (Aho–Corasick). */
export interface WordAutomaton {
  /**
   * Calls back with the index of each word found, in the order of their ends, longest first. No word holds a line end.
   * Returns how many of the last characters may be the beginning of a word.
   */
  search(text: string, visit: (word: number, start: number, end: number) => void): number;
  /**
   * Reads a part of a text up to `end`, or back down to it when `start` is behind it. Returns how many of the characters
   * read last are the beginning of a secret, of six letters at least; 0 when none are.
   */
  beginningBefore(text: string, start: number, end: number): number;
}

interface Stretch {
  readonly text: string;
  readonly end: number;
  readonly step: 1 | -1;
}

interface Trie {
  /** `moves[state * width + class]` is the next state; 0 is the root, and "none" until the suffixes are followed. */
  readonly moves: Uint32Array;
  readonly width: number;
  readonly classOf: Uint16Array;
  readonly depths: Uint32Array;
  /** The longest beginning of a secret that a text in this state ends with. */
  readonly cuts: Uint32Array;
  readonly endings: readonly number[][];
}

/** Characters without a look of their own that are left in text, for they join letters and emoji. */
const invisible: readonly (readonly [from: number, to: number])[] = [
  [0x34f, 0x34f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200c, 0x200d],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xffa0, 0xffa0],
];
const lineEndClass = 1;
const invisibleClass = 2;
const firstClass = 3;
/** So short a beginning says nothing, before a cut or a line end. */
const shortestCut = 6;
const shortestBeforeLineEnd = 4;

export function createWordAutomaton(words: readonly SoughtWord[]): WordAutomaton {
  const trie = createTrie(words);
  followSuffixes(trie);
  const { width, classOf, depths, cuts, endings } = trie;
  // States are kept as the beginnings of their rows, which saves the one multiplication in the loop.
  const rows = trie.moves.map((state) => state * width);
  const isEnd = new Uint8Array(rows.length);
  for (const [state, ending] of endings.entries()) isEnd[state * width] = Math.min(1, ending.length);
  const isGap = (code: number): boolean => classOf[code] === lineEndClass || classOf[code] === invisibleClass;
  const lengthOf = (word: number): number => words[word]?.text.length ?? 0;
  return {
    search(text, visit) {
      const startOf = createStartFinder(text, isGap);
      let row = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        row = rows[row + (classOf[code] ?? 0)] ?? 0;
        if (isEnd[row] === 1 && !isGap(code))
          for (const word of endings[row / width] ?? []) visit(word, startOf(lengthOf(word), at + 1), at + 1);
      }
      return lengthBefore({ text, end: text.length, step: 1 }, depths[row / width] ?? 0, isGap);
    },
    beginningBefore(text, start, end) {
      const step = start <= end ? 1 : -1;
      const shift = step === 1 ? 0 : -1;
      let row = 0;
      for (let at = start; at !== end; at += step) row = rows[row + (classOf[text.charCodeAt(at + shift)] ?? 0)] ?? 0;
      const letters = cuts[row / width] ?? 0;
      return letters === 0 ? 0 : lengthBefore({ text, end, step }, letters, isGap);
    },
  };
}

type IsGap = (code: number) => boolean;

/** Where so many letters begin that end at `end`; gaps do not count. Asked for ends that only grow. */
function createStartFinder(text: string, isGap: IsGap): (letters: number, end: number) => number {
  let lastGap = -1;
  let looked = 0;
  return (letters, end) => {
    for (; looked < end; looked += 1) if (isGap(text.charCodeAt(looked))) lastGap = looked;
    return lastGap < end - letters ? end - letters : end - lengthBefore({ text, end, step: 1 }, letters, isGap);
  };
}

/** How many characters so many letters take that were read last; gaps do not count. */
function lengthBefore({ text, end, step }: Stretch, letters: number, isGap: IsGap): number {
  let length = 0;
  for (let left = letters; left > 0; length += 1) {
    const code = text.charCodeAt(step === 1 ? end - length - 1 : end + length);
    if (!isGap(code)) left -= 1;
  }
  return length;
}

function createTrie(words: readonly SoughtWord[]): Trie {
  const classOf = new Uint16Array(65_536);
  let width = firstClass;
  for (const code of words.flatMap(({ text }) => codesOf(text))) if (classOf[code] === 0) classOf[code] = width++;
  for (const [from, to] of invisible) {
    for (let code = from; code <= to; code += 1) if (classOf[code] === 0) classOf[code] = invisibleClass;
  }
  classOf[10] = lineEndClass;
  const atMost = words.reduce((sum, { text }) => sum + text.length, 1);
  const trie = {
    moves: new Uint32Array(atMost * width),
    width,
    classOf,
    depths: new Uint32Array(atMost),
    cuts: new Uint32Array(atMost),
    endings: [[]],
  };
  for (const [index, word] of words.entries()) plant(trie, word, index);
  return { ...trie, moves: trie.moves.slice(0, trie.endings.length * width) };
}

function plant(
  { moves, width, classOf, depths, cuts, endings }: Trie & { endings: number[][] },
  { text, isSecret = false, isWrapped = false }: SoughtWord,
  index: number,
): void {
  // `https://` is how many secrets begin, and none of them.
  const scheme = /^[a-z][\w+.-]*:\/\//i.exec(text)?.[0].length ?? 0;
  let state = 0;
  for (const code of codesOf(text)) {
    const slot = state * width + (classOf[code] ?? 0);
    if (moves[slot] === 0) {
      moves[slot] = endings.push([]) - 1;
      depths[endings.length - 1] = (depths[state] ?? 0) + 1;
    }
    state = moves[slot] ?? 0;
    const depth = depths[state] ?? 0;
    if (isSecret) moves[state * width + invisibleClass] = state;
    if (isSecret && depth >= scheme + shortestCut) cuts[state] = depth;
    if (isWrapped && depth >= shortestBeforeLineEnd) moves[state * width + lineEndClass] = state;
  }
  endings[state]?.push(index);
}

/** Breadth first: where a word breaks off, its longest suffix that begins a word goes on. */
function followSuffixes({ moves, width, cuts, endings }: Trie): void {
  const suffixOf = new Uint32Array(endings.length);
  const queue = [...moves.subarray(0, width)].filter((state) => state !== 0);
  for (const state of queue) {
    const suffix = suffixOf[state] ?? 0;
    endings[state]?.push(...(endings[suffix] ?? []));
    if (cuts[state] === 0) cuts[state] = cuts[suffix] ?? 0;
    for (let slot = 0; slot < width; slot += 1) {
      const onward = moves[suffix * width + slot] ?? 0;
      const next = moves[state * width + slot] ?? 0;
      if (next === 0) moves[state * width + slot] = onward;
      else if (next !== state) {
        suffixOf[next] = onward;
        queue.push(next);
      }
    }
  }
}

function codesOf(word: string): readonly number[] {
  return Array.from({ length: word.length }, (_, at) => word.charCodeAt(at));
}
