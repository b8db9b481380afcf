const failure =
  /\bpush(?:ing)?\b.{0,60}\bfail(?:ed|ure)\b|\bfail(?:ed|ure)\b.{0,30}\bpush(?:ing)?\b|\berror\b.{0,30}\bpushing\b|denied: requested access to the resource|unauthorized: authentication required|no basic auth credentials|push access denied/iu;
const success =
  /\bdigest: sha256:[\da-f]{8}|\bpush(?:ed)?\b.{0,40}\b(?:success|succeeded|complete)|\bsuccessfully pushed\b|\bpushed\b.{0,20}$/iu;

/** Scripts that swallow a failed push end with 0: their words are looked at as well. A push that then worked clears it. */
export function createPushTrouble(): { line(text: string): void; trouble(): string | undefined } {
  let found: string | undefined;
  return {
    line(text) {
      const looked = text.slice(0, 1_000);
      if (failure.test(looked)) found = looked.trim().slice(0, 300);
      else if (success.test(looked)) found = undefined;
    },
    trouble: () => found,
  };
}
