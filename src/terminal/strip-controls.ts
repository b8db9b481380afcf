/** Text of a test must not move the cursor, change the title or reorder what is read: all controls but the tab are taken out. */
export function stripControls(text: string): string {
  // C0 without the tab, DEL, C1, bidi overrides and isolates, zero-width joiners of lines.
  return text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, ' ');
}
