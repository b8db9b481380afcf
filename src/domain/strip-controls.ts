/**
 * CSI, then strings (OSC, DCS, SOS, PM, APC) up to BEL or ST, then other escapes, then controls that stand alone: C0 but
 * tab, line feed and carriage return, DEL, C1, what reorders, separates or hides. No part can begin inside another
 * part's repetition, so the time is linear.
 */
const controls =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\n\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const anyControl =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** The spelling of a control in XML that pytest writes, but for tab and line ends. */
const spelledControl = /(?<!&)#x(0[0-8BCEF]|1[0-9A-F]|7F|[89][0-9A-F])/g;

/**
 * Text without the sequences that colour, move, retitle, ring, reorder or hide. No sequence is taken to go on behind a line
 * end. All that shows text takes out these and no others, so that nothing is put together again that was redacted apart.
 */
export function stripControls(text: string): string {
  return anyControl.test(text) ? text.replaceAll(controls, '') : text;
}

/** The same, with the controls that a report had to spell out (`#x1B[31m`). */
export function stripSpelledControls(text: string): string {
  const spoken = text.includes('#x')
    ? text.replaceAll(spelledControl, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    : text;
  return stripControls(spoken);
}

/** Untrusted text as it is before it is redacted, stored or shown: line ends are `\n`, no controls, no lone surrogates. */
export function cleanText(text: string): string {
  return stripSpelledControls(text.toWellFormed()).replaceAll(/\r\n?/g, '\n');
}

/** What a terminal shows of a line that was rewritten with carriage returns: about the last rewrite. */
export function lastRewrite(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
