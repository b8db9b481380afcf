const longestShown = 60;
const secretKey = /secret|token|passw|privatekey|static|authorization/iu;

/** The value got, short and on one line, for a message: `"15"`, `15`, `a list`, `nothing`. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list (${shorten(inFlow(value))})`;
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'an empty map';
  if (typeof value === 'object') return `a map (${shorten(inFlow(value))})`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return `a ${typeof value}`;
}

/** What was written where a secret belongs must not be repeated in a message. */
export function isSecretPath(path: readonly PropertyKey[]): boolean {
  return path.some((part) => typeof part === 'string' && secretKey.test(part));
}

function shorten(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function inFlow(value: object): string {
  if (Array.isArray(value)) return value.slice(0, 8).map(plainly).join(', ');
  return Object.entries(value)
    .slice(0, 8)
    .map(([key, inner]) => `${key}: ${secretKey.test(key) ? '…' : plainly(inner)}`)
    .join(', ');
}

function plainly(value: unknown): string {
  return value !== null && typeof value === 'object' ? '…' : String(value);
}
