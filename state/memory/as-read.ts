/** As a store that writes would read it: a copy, without what is `undefined`. */
export function asRead<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
