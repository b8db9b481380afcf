const pathForm = /^[\w@.*~-]*(?:\/[\w@.*[\]~-]+)+$|^[\w.*-]+\.(?:py|[cm]?[jt]sx?)$/u;

/** The tier that a text names: `Priority 1`, `P1`, `Tier 2`. */
export function tierIn(text: string): number | undefined {
  const digits = /\b(?:priority|tier)\s*[-:#]?\s*(\d{1,2})\b|\bp(\d{1,2})\b/iu.exec(text);
  const tier = Number(digits?.[1] ?? digits?.[2] ?? Number.NaN);
  return Number.isNaN(tier) || tier < 1 ? undefined : tier;
}

/** Paths in a text, between backticks or bare; an address is none. */
export function filesIn(text: string): readonly string[] {
  const words = text
    .split(/[\s,;()|`"'<>]+/u)
    .map((word) => word.replace(/[.:*]+$/u, (end) => (end.startsWith('*') ? '*' : '')));
  return [
    ...new Set(words.filter((word) => pathForm.test(word) && !word.includes('://') && !/^\d+(?:\/\d+)+$/u.test(word))),
  ];
}

/** `(25 tests)`, `(171 tests total)`, `(1-25)`, `~466+ test functions`: how many tests a text states. */
export function testsIn(text: string): number | undefined {
  const stated = /(\d{1,3}(?:,\d{3})+|\d{1,6})\+?\s+(?:\w+\s+)?tests?\b/iu.exec(text)?.[1];
  if (stated !== undefined) return Number(stated.replaceAll(',', ''));
  const range = /\((\d{1,5})\s*[-–]\s*(\d{1,5})\)/u.exec(text);
  if (range === null) return undefined;
  const count = Number(range[2]) - Number(range[1]) + 1;
  return count > 0 ? count : undefined;
}

/** `$120K+ MRR`; undefined where no money is named. */
export function moneyIn(text: string): string | undefined {
  return /[$€£]\s?\d[\d,.]*\s?[KMB]?\+?(?:\s+(?:MRR|ARR))?/iu.exec(text)?.[0].replace(/[.,]$/u, '').trim();
}

/** A name for a suite: `Priority 2: WebSocket Agent Events (Mission Critical)` becomes `websocket-agent-events`. */
export function nameFrom(title: string): string | undefined {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/[`*_#]/gu, ' ')
    .replaceAll(/\([^)]*\)/gu, ' ')
    .replace(/\b(?:priority|tier)\s*[-:#]?\s*\d{1,2}\b|\bp\d{1,2}\b/iu, ' ')
    .replace(/\s+[-–—]\s.*$/u, ' ');
  const words = plain.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const telling = words.filter((word) => !/^tests?$/u.test(word)).slice(0, 5);
  return telling.length === 0 ? undefined : telling.join('-').slice(0, 60);
}

/** `tests/e2e/test_priority1_critical.py` becomes `priority1-critical`. */
export function nameFromFile(file: string): string {
  const base = file.split('/').findLast((part) => part !== '' && part !== '*') ?? file;
  const words =
    base
      .replace(/\.[a-z.]+$/iu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/gu) ?? [];
  return (
    words
      .filter((word) => !/^tests?$/u.test(word))
      .join('-')
      .slice(0, 60) || 'suite'
  );
}
