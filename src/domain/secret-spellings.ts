/** Shorter secrets would make too much of an ordinary text unreadable. */
export const shortestSecret = 6;

/** One way to write a secret. */
export interface Spelling {
  /** Holds no line end. */
  readonly text: string;
  /** Base64: many programs break it into lines. */
  readonly isWrapped: boolean;
}

/**
 * All the ways in which secrets are looked for, each once: as they are, each line of them, escaped as JSON, Python, HTML
 * and shells do, URL-encoded, in hex and in base64 at all three alignments.
 */
export function spellingsOf(secrets: readonly string[]): readonly Spelling[] {
  const wholes = secrets.map((secret) => secret.trim()).filter(({ length }) => length >= shortestSecret);
  const wrapped = new Set(wholes.flatMap(base64Cores).filter(isFindable));
  const plain = new Set(wholes.flatMap(plainSpellings).filter(isFindable)).difference(wrapped);
  return [
    ...Array.from(plain, (text) => ({ text, isWrapped: false })),
    ...Array.from(wrapped, (text) => ({ text, isWrapped: true })),
  ];
}

function isFindable(spelling: string): boolean {
  return spelling.length >= shortestSecret && !/[\r\n]/.test(spelling);
}

function plainSpellings(secret: string): readonly string[] {
  return [
    ...secret.split(/[\r\n]+/).map((line) => line.trim()),
    ...jsonEscapes(secret),
    ...pythonEscapes(secret),
    ...htmlEscapes(secret),
    ...["'\"'\"'", String.raw`'\''`].map((quote) => secret.replaceAll("'", quote)),
    ...urlEncodings(secret),
    ...hexadecimals(secret),
  ];
}

/** With letters kept or as `\u00e4`, with `/` and `<>&` kept or escaped, and once more inside of JSON. */
function jsonEscapes(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bases = [json, json.replaceAll('/', String.raw`\/`), json.replaceAll(/[<>&]/g, unicodeEscape)];
  const ascii = bases.map((text) => text.replaceAll(/[^\0-\x7f]/g, unicodeEscape));
  const upper = [...bases, ...ascii].map((text) =>
    text.replaceAll(/\\u[\da-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  );
  const nested = [json, ...ascii].map((text) => JSON.stringify(text).slice(1, -1));
  return [...bases, ...ascii, ...upper, ...nested];
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `repr()`, `ascii()`, the `repr()` of bytes and pytest's ids: they differ in quotes and in letters beyond ASCII. */
function pythonEscapes(secret: string): readonly string[] {
  const bytes = Buffer.from(secret).toString('latin1');
  const texts = [secret, ...[secret, bytes].map(asciiOnly)].map((text) =>
    text.replaceAll(/[\0-\x1f\x7f]/g, byteEscape),
  );
  const doubled = secret.replaceAll('\\', '\\\\');
  const escaped = [doubled, ...[doubled, bytes.replaceAll('\\', '\\\\')].map(asciiOnly)].map((text) =>
    text
      .replaceAll('\n', String.raw`\n`)
      .replaceAll('\r', String.raw`\r`)
      .replaceAll('\t', String.raw`\t`)
      .replaceAll(/[\0-\x1f\x7f]/g, byteEscape),
  );
  const quotes = escaped.flatMap((text) => [
    text.replaceAll("'", String.raw`\'`),
    text.replaceAll('"', String.raw`\"`),
  ]);
  return [...texts, ...escaped, ...quotes];
}

function asciiOnly(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x100) return byteEscape(letter);
    return code < 0x1_0000 ? unicodeEscape(letter) : `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

function byteEscape(letter: string): string {
  return `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function htmlEscapes(secret: string): readonly string[] {
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return ['"', '&quot;', '&#34;', '&#x22;'].flatMap((double) =>
    ["'", '&#39;', '&#x27;', '&apos;'].map((single) => html.replaceAll('"', double).replaceAll("'", single)),
  );
}

/** What is kept differs: JavaScript, Python's `quote`, forms in both, and whole addresses. */
function urlEncodings(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const component = encodeURIComponent(wellFormed);
  const strict = [/[!'()*]/g, /[!'()*~]/g, /[!'()~]/g].map((marks) => component.replaceAll(marks, percentEncode));
  const address = encodeURI(wellFormed);
  const upper = [
    ...[component, ...strict]
      .flatMap((text) => [text, text.replaceAll('%2F', '/')])
      .flatMap((text) => [text, text.replaceAll('%20', '+')]),
    address,
    address.replaceAll('%5B', '[').replaceAll('%5D', ']'),
  ];
  return [...upper, ...upper.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function percentEncode(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

function hexadecimals(secret: string): readonly string[] {
  const lower = Buffer.from(secret).toString('hex');
  return [lower, lower.toUpperCase()];
}

/**
 * In a longer base64 text a secret begins at one of three positions; only the characters that it alone decides are kept.
 * The first three are left out once more: a line end right behind them is too early to be followed.
 */
function base64Cores(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const cores = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const decidedBits = (offset + bytes.length) * 8;
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(decidedBits / 6));
  });
  const padded = bytes.toString('base64');
  const texts = [...cores, padded, padded.replace(/=+$/, '')].flatMap((text) => [text, text.slice(3)]);
  return [...texts, ...texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}
