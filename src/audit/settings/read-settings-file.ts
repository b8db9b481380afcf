import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';

import type { Variables } from '#domain/setting.ts';

import { parseLines } from './parse-lines.ts';
import { parseTree } from './parse-tree.ts';
import type { SettingsFile } from './settings-file.ts';

/** A settings file of a megabyte is none. Trees take some twenty times as long to read, on the thread that answers Slack. */
const mostOfLines = 1_048_576;
const mostOfTrees = 262_144;

/** Reads one file, bounded in time and size. Never rejects: what is no settings file is told. */
export async function readSettingsFile(
  file: { readonly path: string; readonly name: string },
  around: { readonly variables: Variables; readonly now: () => Date },
): Promise<SettingsFile> {
  const at = around.now().toISOString();
  const isTree = ['.json', '.yaml', '.yml'].includes(extname(file.path).toLowerCase());
  const read = await readText(file.path, isTree ? mostOfTrees : mostOfLines);
  if ('problem' in read) return { name: file.name, at, kind: 'lines', entries: [], faults: [], problem: read.problem };
  return { name: file.name, at, ...(isTree ? parseTree(read.text) : parseLines(read.text, around.variables)) };
}

type Text = { readonly text: string } | { readonly problem: string };

async function readText(path: string, mostBytes: number): Promise<Text> {
  try {
    // Without waiting: a pipe that nobody writes into would hold the audit up.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const problem = refusal(await handle.stat(), mostBytes);
      if (problem !== undefined) return { problem };
      const buffer = Buffer.alloc(mostBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      return length > mostBytes ? { problem: tooLarge(length, mostBytes) } : decoded(buffer.subarray(0, length));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function refusal(stats: Stats, mostBytes: number): string | undefined {
  if (stats.isDirectory()) return 'is a folder';
  if (!stats.isFile()) return 'is no file but a pipe, a socket or a device';
  return stats.size > mostBytes ? tooLarge(stats.size, mostBytes) : undefined;
}

function tooLarge(bytes: number, mostBytes: number): string {
  return `is ${inWords(bytes)} long: more than a settings file may be (${inWords(mostBytes)})`;
}

function inWords(bytes: number): string {
  return bytes < mostOfLines ? `${Math.ceil(bytes / 1_024)} KiB` : `${Math.ceil(bytes / mostOfLines)} MiB`;
}

function decoded(bytes: Buffer): Text {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
    return { problem: 'is UTF-16: save it as UTF-8' };
  }
  if (bytes.includes(0)) return { problem: 'is no text: it has NUL bytes' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder('latin1').decode(bytes) };
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by this process',
  EPERM: 'may not be read by this process',
  ELOOP: 'is a link that leads to itself',
  ENXIO: 'is no file but a pipe, a socket or a device',
  ENAMETOOLONG: 'has a name that is too long',
};

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code] ?? `cannot be read (${code || 'no reason given'})`;
}
