import path from 'node:path';

/** Where a runner writes its report, within the folder of the run. What is in it was never redacted: it goes with the run's end. */
export function reportFolder(runFolder: string): string {
  return path.join(runFolder, 'report');
}
