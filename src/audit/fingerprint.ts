import { createHmac, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Twelve characters that are equal for equal values, and tell nothing to whoever has not the key. */
export type Fingerprint = (value: string) => string;

const keyBytes = 32;
const shown = 12;

export function createFingerprint(key: Uint8Array): Fingerprint {
  return (value) => createHmac('sha256', key).update(value).digest('base64url').slice(0, shown);
}

export interface FingerprintKey {
  readonly key: Uint8Array;
  /** False: it could not be kept, so these fingerprints cannot be compared with those of any other audit. */
  readonly isKept: boolean;
}

/** The random key of a data folder, made at first use: without it a fingerprint of a short value could be looked up. */
export async function keyOfFolder(data: string): Promise<FingerprintKey> {
  const path = join(data, 'audit.key');
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.write(randomBytes(keyBytes));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch {
    // It is there already, or nothing can be written here: what can be read decides.
  }
  const found = await readFile(path).catch(() => Buffer.alloc(0));
  return found.length === keyBytes ? { key: found, isKept: true } : { key: randomBytes(keyBytes), isKept: false };
}
