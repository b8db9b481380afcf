import { Buffer } from 'node:buffer';

/** Of everything that is kept of the texts of one report, names apart. */
const inAll = 24 * 1024 * 1024;
const whenScarce = 8 * 1024 * 1024;

const plenty = { details: 64 * 1024, message: 8 * 1024 };
const scarce = { details: 1024, message: 1024 };
const spent = { details: 100, message: 100 };
/** Read beyond what is kept, so that a text that is cut says so, and that names are read when nothing is left. */
const margin = 4 * 1024;

export const cutMark = '\n... (cut)';

/** Keeps copies: a piece cut out of a string would keep the whole alive. */
export interface TextBudget {
  /** How much of one text there is any use in reading. */
  readLimit(): number;
  /** To 64 KiB each until 16 MiB are spent, then to 1 KiB, and to 100 characters from 24 MiB on. */
  details(text: string): string;
  /** To 8 KiB each; then as details. */
  message(text: string): string;
}

/** One for all that is kept of a report. */
export function createTextBudget(): TextBudget {
  let left = inAll;
  const limits = (): typeof plenty => (left > whenScarce ? plenty : left > 0 ? scarce : spent);
  const spend = (text: string): string => {
    left -= text.length;
    return ownCopy(text);
  };
  return {
    readLimit: () => limits().details + margin,
    details: (text) => spend(cut(text, limits().details)),
    message: (text) => spend(text.slice(0, limits().message)),
  };
}

/** The same text, sharing no memory with the string it was cut out of. */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - cutMark.length)}${cutMark}`;
}
