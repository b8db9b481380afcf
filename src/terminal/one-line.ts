import { stripControls } from '#domain/strip-controls.ts';

/** Text of a test must not move the cursor, change the title or reorder what is read, and stays on its line. */
export function oneLine(text: string): string {
  return stripControls(text).replaceAll(/[\r\n\t]+/gu, ' ');
}
