/** It ended because somebody would not wait any longer. */
export function gaveUp({ error }: { readonly error: string }): boolean {
  return /time-?out|timed out/iu.test(error);
}

/** It ended in somebody's patience: for an answer, or for a pong. */
export function isWaiting({ error, closedBy }: { readonly error: string; readonly closedBy?: string | undefined }) {
  return gaveUp({ error }) || closedBy === 'client';
}
