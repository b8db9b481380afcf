import type { LineSource } from '../runner.ts';

const kept = 5;
const maxLength = 300;

/** The last lines that a runner wrote to standard error: why it left no report is said there, if anywhere. */
export interface ErrorTail {
  add(text: string, from: LineSource): void;
  readonly lines: readonly string[];
}

export function createErrorTail(): ErrorTail {
  const lines: string[] = [];
  return {
    add: (text, from) => {
      if (from !== 'stderr' || text.trim() === '') return;
      lines.push(text.slice(0, maxLength));
      if (lines.length > kept) lines.shift();
    },
    lines,
  };
}
