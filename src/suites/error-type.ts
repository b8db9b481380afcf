/**
 * The class of the error in a message as test runners write it: `httpx.ReadTimeout: …` → `httpx.ReadTimeout`, a bare
 * `assert …` → `AssertionError`; '' when the message does not say.
 */
export function errorTypeOf(message: string): string {
  // pytest wraps the message of a set-up or tear-down error.
  const bare = message.replace(/^failed on (?:setup|teardown) with "/, '');
  if (/^assert\b/.test(bare)) return 'AssertionError';
  return /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?=:|\s*$|")/.exec(bare.slice(0, 300))?.[0] ?? '';
}
