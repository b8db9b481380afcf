/** Whether what is to be probed is named by its address, and not as an endpoint. */
export function isAddress(word: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(word);
}

/** An id that `probings` gives out; no endpoint can be named like that. */
export function isProbingId(word: string): boolean {
  return /^p\d{1,12}$/iu.test(word);
}
