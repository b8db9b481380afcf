/** Shorter secrets would make too much of an ordinary text unreadable. */
export const shortestSecret = 6;

/**
 * All the ways in which a secret is looked for: as it is, each line of it, escaped for JSON, URL-encoded, in hex and in
 * base64 at all three alignments. A spelling holds no line end.
 */
export function spellingsOf(secret: string): readonly string[] {
  const whole = secret.trim();
  if (whole.length < shortestSecret) return [];
  const spellings = [
    ...whole.split(/[\r\n]+/).map((line) => line.trim()),
    ...escapes(whole),
    ...urlEncodings(whole),
    ...hexadecimals(whole),
    ...base64Cores(whole),
  ];
  return spellings.filter((spelling) => spelling.length >= shortestSecret && !/[\r\n]/.test(spelling));
}

function escapes(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [json, json.replaceAll('/', String.raw`\/`), html, html.replaceAll('"', '&quot;').replaceAll("'", '&#39;')];
}

function urlEncodings(secret: string): readonly string[] {
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = component.replaceAll(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strict.replaceAll('%20', '+');
  const inPath = component.replaceAll('%2F', '/');
  const upper = [component, strict, form, inPath, encodeURI(secret.toWellFormed())];
  return [...upper, ...upper.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function hexadecimals(secret: string): readonly string[] {
  const lower = Buffer.from(secret).toString('hex');
  return [lower, lower.toUpperCase()];
}

/** In a longer base64 text a secret begins at one of three positions; only the characters that it alone decides are kept. */
function base64Cores(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const cores = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const decidedBits = (offset + bytes.length) * 8;
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(decidedBits / 6));
  });
  const padded = bytes.toString('base64');
  const texts = [...cores, padded, padded.replace(/=+$/, '')];
  return [...texts, ...texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}
