/** It ended because somebody would not wait any longer. */
export function gaveUp({ error }: { readonly error: string }): boolean {
  return /time-?out|timed out/iu.test(error);
}
