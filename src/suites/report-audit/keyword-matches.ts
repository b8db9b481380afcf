/**
 * Whether a `-k` expression of pytest selects a test by the test's own name. Undefined where that alone does not decide:
 * `not` also looks at names of files and classes, and what is not understood decides nothing.
 */
export function keywordMatches(expression: string, name: string): boolean | undefined {
  const tokens: readonly string[] = expression.slice(0, 1_000).match(/\(|\)|[^\s()]+/g) ?? [];
  if (tokens.length === 0 || tokens.includes('not')) return undefined;
  const lower = name.toLowerCase();
  let at = 0;
  let isBroken = false;

  const primary = (depth: number): boolean => {
    const token = tokens[at];
    at += 1;
    if (token === undefined || token === ')' || token === 'and' || token === 'or' || depth > 50) {
      isBroken = true;
      return false;
    }
    if (token !== '(') return lower.includes(token.toLowerCase());
    const inner = either(depth + 1);
    if (tokens[at] !== ')') isBroken = true;
    at += 1;
    return inner;
  };
  const both = (depth: number): boolean => {
    let matches = primary(depth);
    while (tokens[at] === 'and') {
      at += 1;
      const next = primary(depth);
      matches &&= next;
    }
    return matches;
  };
  const either = (depth: number): boolean => {
    let matches = both(depth);
    while (tokens[at] === 'or') {
      at += 1;
      const next = both(depth);
      matches ||= next;
    }
    return matches;
  };

  const matches = either(0);
  return isBroken || at < tokens.length ? undefined : matches;
}

/** The expression after `-k` in a command. */
export function keywordOf(command: string): string | undefined {
  const [, double, single, bare] = /\s-k[= ]?(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(command) ?? [];
  return double ?? single ?? bare;
}

/** The files that a command names. */
export function filesOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:^|\s)([\w./-]+\.(?:py|[cm]?[jt]sx?))(?:::\S*)?(?=$|\s)/g)].map(
    ([, file]) => file ?? '',
  );
}
