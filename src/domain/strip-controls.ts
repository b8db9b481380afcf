/**
 * CSI, then strings (OSC, DCS, SOS, PM, APC) up to BEL or ST, then other escapes, then controls that stand alone: C0 but
 * tab, line feed and carriage return, DEL, C1, bidirectional overrides, line separators. No part can begin inside another
 * part's repetition, so the time is linear.
 */
const controls =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\n\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const anyControl = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Text without the sequences that colour, move, retitle, ring or reorder. No sequence is taken to go on behind a line end. */
export function stripControls(text: string): string {
  return anyControl.test(text) ? text.replaceAll(controls, '') : text;
}

/** What a terminal shows of a line that was rewritten with carriage returns: about the last rewrite. */
export function lastRewrite(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
