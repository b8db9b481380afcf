/** Which column says what; `unknown`: a table that is not about suites. */
export type Columns =
  | 'unknown'
  | {
      readonly file: number;
      readonly priority?: number | undefined;
      readonly name?: number | undefined;
      readonly tests?: number | undefined;
      readonly impact?: number | undefined;
      readonly owner?: number | undefined;
    };

export function rowCells(row: string): readonly string[] {
  const inner = row.trim().replace(/^\|/u, '').replace(/\|$/u, '');
  return inner.split(/(?<!\\)\|/u).map((cell) => cell.replaceAll(String.raw`\|`, '|').trim());
}

/** `|---|:--:|`, or `---`. */
export function isRule(line: string): boolean {
  return /^[\s|:=-]+$/u.test(line) && line.includes('-');
}

/** Undefined where no column is for files. */
export function columnsOf(head: readonly string[]): Columns | undefined {
  const find = (form: RegExp): number | undefined => {
    const at = head.findIndex((cell) => form.test(cell));
    return at < 0 ? undefined : at;
  };
  const file = find(/\b(?:files?|paths?|location)\b/iu);
  if (file === undefined) return undefined;
  return {
    file,
    priority: find(/\b(?:priority|tier|p)\b/iu),
    name: find(/\b(?:suite|name|category|area)\b/iu),
    tests: find(/\b(?:tests|count|# ?of tests|number)\b/iu),
    impact: find(/\b(?:impact|mrr|risk|value)\b/iu),
    owner: find(/\b(?:owner|team)\b/iu),
  };
}
