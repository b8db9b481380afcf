/** Finds many words in one pass, in time linear in the text whatever the text and the words are (Aho–Corasick). */
export interface WordAutomaton {
  /**
   * Calls back with the indices of the words that end before `end`, longest first, for every position where one does.
   * Returns how many of the last characters may be the beginning of a word.
   */
  search(text: string, visit: (words: readonly number[], end: number) => void): number;
}

interface Trie {
  /** `moves[state * width + class]` is the next state; 0 is the root, and "none" until the suffixes are followed. */
  readonly moves: Uint32Array;
  readonly width: number;
  readonly classOf: Uint16Array;
  readonly depths: Uint32Array;
  readonly endings: readonly number[][];
}

export function createWordAutomaton(words: readonly string[]): WordAutomaton {
  const trie = createTrie(words);
  followSuffixes(trie);
  const { width, classOf, depths, endings } = trie;
  // States are kept as the beginnings of their rows, which saves the one multiplication in the loop.
  const rows = trie.moves.map((state) => state * width);
  const isEnd = new Uint8Array(rows.length);
  for (const [state, ending] of endings.entries()) isEnd[state * width] = Math.min(1, ending.length);
  return {
    search(text, visit) {
      let row = 0;
      for (let at = 0; at < text.length; at += 1) {
        row = rows[row + (classOf[text.charCodeAt(at)] ?? 0)] ?? 0;
        if (isEnd[row] === 1) visit(endings[row / width] ?? [], at + 1);
      }
      return depths[row / width] ?? 0;
    },
  };
}

function createTrie(words: readonly string[]): Trie {
  const classOf = new Uint16Array(65_536);
  let width = 1;
  for (const code of words.flatMap(codesOf)) if (classOf[code] === 0) classOf[code] = width++;
  const atMost = words.reduce((sum, word) => sum + word.length, 1);
  const trie = {
    moves: new Uint32Array(atMost * width),
    width,
    classOf,
    depths: new Uint32Array(atMost),
    endings: [[]],
  };
  for (const [index, word] of words.entries()) plant(trie, word, index);
  return { ...trie, moves: trie.moves.slice(0, trie.endings.length * width) };
}

function plant(
  { moves, width, classOf, depths, endings }: Trie & { endings: number[][] },
  word: string,
  index: number,
): void {
  let state = 0;
  for (const code of codesOf(word)) {
    const slot = state * width + (classOf[code] ?? 0);
    if (moves[slot] === 0) {
      moves[slot] = endings.push([]) - 1;
      depths[endings.length - 1] = (depths[state] ?? 0) + 1;
    }
    state = moves[slot] ?? 0;
  }
  endings[state]?.push(index);
}

/** Breadth first: where a word breaks off, its longest suffix that begins a word goes on. */
function followSuffixes({ moves, width, endings }: Trie): void {
  const suffixOf = new Uint32Array(endings.length);
  const queue = [...moves.subarray(0, width)].filter((state) => state !== 0);
  for (const state of queue) {
    const suffix = suffixOf[state] ?? 0;
    endings[state]?.push(...(endings[suffix] ?? []));
    for (let slot = 0; slot < width; slot += 1) {
      const onward = moves[suffix * width + slot] ?? 0;
      const next = moves[state * width + slot] ?? 0;
      if (next === 0) moves[state * width + slot] = onward;
      else {
        suffixOf[next] = onward;
        queue.push(next);
      }
    }
  }
}

function codesOf(word: string): readonly number[] {
  return Array.from({ length: word.length }, (_, at) => word.charCodeAt(at));
}
