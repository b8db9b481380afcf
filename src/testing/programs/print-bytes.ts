import { writeSync } from 'node:fs';

/** Writes so many MiB of one line that never ends: `print-bytes.ts 1024`. */
const piece = Buffer.alloc(1_048_576, 'x');
for (let left = Number(process.argv[2]); left > 0; left -= 1) writeAll();

function writeAll(): void {
  for (let at = 0; at < piece.length;) {
    try {
      at += writeSync(1, piece, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
