const perTest = 64 * 1024;
const inAll = 16 * 1024 * 1024;
const head = 1024;

/** What is read of one text before it is redacted and cut: a secret that lies over the cut is seen whole. */
export const readLimit = perTest + 8 * 1024;

/** Cuts details to 64 KiB each and 16 MiB in all; when those are spent, to the first 1 KiB. */
export function createTextBudget(): (text: string) => string {
  let left = inAll;
  return (text) => {
    const kept = cut(text, left > 0 ? perTest : head);
    left -= kept.length;
    return kept;
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 20)}\n… (cut)`;
}
