import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

export type OpenedReport =
  | { readonly kind: 'file'; readonly handle: FileHandle; readonly stats: Stats }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Opens a file that a suite left. Only a plain file is opened: a link could point anywhere and a pipe or a device
 * would never end. Never rejects.
 */
export async function openReport(file: string): Promise<OpenedReport> {
  try {
    const seen = await lstat(file);
    const reason = refusalOf(seen);
    if (reason !== undefined) return { kind: 'refused', reason };
    return await openPlain(file);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'refused', reason: code };
  }
}

async function openPlain(file: string): Promise<OpenedReport> {
  // The kernel decides again: the name may have been exchanged since it was looked at.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await handle.stat();
  const reason = refusalOf(stats);
  if (reason === undefined) return { kind: 'file', handle, stats };
  await handle.close();
  return { kind: 'refused', reason };
}

function refusalOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isDirectory()) return 'a folder';
  return 'a device or socket';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
