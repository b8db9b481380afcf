import { stripControls } from '#domain/strip-controls.ts';

/** Untrusted text that Slack can show: line ends are `\n`, no controls, no bidi overrides, no lone surrogates. */
export function cleanText(text: string): string {
  return stripControls(text.toWellFormed()).replaceAll(/\r\n?/gu, '\n');
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/gu, ' ');
}

/** At most `limit` UTF-16 units, never half a character; a cut is shown as `…`. Slack counts characters, so this is on the safe side. */
export function clampText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  const end = limit - 1;
  return `${text.slice(0, isInsidePair(text, end) ? end - 1 : end)}…`;
}

function isInsidePair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
