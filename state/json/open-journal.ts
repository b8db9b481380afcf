import { readFile, rm } from 'node:fs/promises';
import type { Disk } from './disk.ts';
import type { OpenedJournal } from './journal.ts';
import { JournalFile, journalNumbers, journalPath, wholeLines } from './journal-file.ts';
import { decodeLine, encodeLine, linesOf } from './journal-line.ts';
import { type PendingRequests, rememberedSince } from './pending-requests.ts';
import { syncFolder } from './replace-file.ts';
import { ifThere } from './store-error.ts';

interface WrittenFile {
  readonly number: number;
  readonly lines: Buffer;
}

/** Every file begins with what was pending; the one before it is read as well, since that beginning may be torn. */
const FILES_REPLAYED = 2;

/** Opens the newest file that was written to and learns from it, and from those before it, what is known. */
export async function openJournal(disk: Disk, known: PendingRequests): Promise<OpenedJournal> {
  const folder = disk.layout.requests;
  const [newest, ...older] = await readWritten(folder, disk.now());
  learn(older, known, disk.notices);
  const number = newest?.number ?? 1;
  // Files above it were made as spares and never begun.
  const spares = (await journalNumbers(folder)).filter((each) => each > number);
  await Promise.all(spares.map((each) => rm(journalPath(folder, each), { force: true })));
  const { file, lines } = await JournalFile.open(journalPath(folder, number));
  if (newest === undefined) await syncFolder(folder);
  say(replay(lines, known), number, disk.notices);
  return { folder, number, file };
}

/** For a look beside the process that writes. */
export async function pendingIn(folder: string, now: Date, known: PendingRequests): Promise<void> {
  const files = (await ifThere(readWritten(folder, now))) ?? [];
  for (const { lines } of files.slice(0, FILES_REPLAYED).toReversed()) replay(lines, known);
}

/** Newest first: those that are replayed and those of which somebody may still repeat an id. */
async function readWritten(folder: string, now: Date): Promise<readonly WrittenFile[]> {
  const since = rememberedSince(now).toISOString();
  const files: WrittenFile[] = [];
  for (const number of await journalNumbers(folder)) {
    const lines = wholeLines((await ifThere(readFile(journalPath(folder, number)))) ?? Buffer.alloc(0));
    if (lines.length === 0) continue;
    if (files.length >= FILES_REPLAYED && newestTime(lines) < since) break;
    files.push({ number, lines });
  }
  return files;
}

function learn(older: readonly WrittenFile[], known: PendingRequests, notices: string[]): void {
  for (const [age, { number, lines }] of [...older.entries()].toReversed()) {
    if (age < FILES_REPLAYED - 1) say(replay(lines, known), number, notices);
    else rememberIds(lines, known);
  }
  known.forgetPlaces();
}

/** Returns how many lines could not be read. */
function replay(bytes: Buffer, known: PendingRequests): number {
  let unreadable = 0;
  for (const { start, text } of linesOf(bytes)) {
    const entry = decodeLine(text);
    if (entry === undefined) unreadable += 1;
    else known.take(entry, encodeLine(entry), start);
  }
  return unreadable;
}

function rememberIds(bytes: Buffer, known: PendingRequests): void {
  for (const { text } of linesOf(bytes)) {
    const entry = decodeLine(text);
    if (entry?.kind === 'accepted') known.remember(entry.request.id, entry.at);
  }
}

function newestTime(lines: Buffer): string {
  const start = lines.lastIndexOf('\n', -2) + 1;
  return decodeLine(lines.toString('utf8', start, lines.length - 1))?.at ?? '';
}

function say(unreadable: number, number: number, notices: string[]): void {
  if (unreadable === 0) return;
  notices.push(`${unreadable} lines of "${journalPath('requests', number)}" are damaged and were passed over`);
}
