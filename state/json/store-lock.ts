import { link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '#domain/operator-error.ts';
import { isOwner, judgeOwner, type Owner, thisOwner } from './owner.ts';
import { temporaryName, writeNew } from './replace-file.ts';
import { errnoOf, ifThere } from './store-error.ts';

/** The right to write to a data folder. */
export interface StoreLock {
  /** Throws when another process took the folder over, as it may when this one was frozen. */
  check(): void;
  release(): Promise<void>;
}

const BEAT_MS = 2_000;
const SILENT_MS = 10_000;
const ATTEMPTS = 50;
const FREE = '.free';

/**
 * Claims are files with rising numbers; the highest owns the folder. The next number can be made by one
 * starter only (`link` never replaces) and the highest is never removed, so two starters that find the same
 * dead owner cannot both win. Rejects with `STORE_IN_USE` while the owner lives.
 */
export async function acquireLock(folder: string): Promise<StoreLock> {
  const me = await thisOwner();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const highest = await highestClaim(folder);
    if (highest !== undefined) await refuseWhileOwned(join(folder, highest), me);
    const claim = join(folder, String(numberIn(highest) + 1));
    if (await makeClaim(claim, me)) return hold(claim);
  }
  throw inUse(folder, undefined);
}

async function makeClaim(claim: string, me: Owner): Promise<boolean> {
  const fresh = temporaryName(claim);
  await writeNew(fresh, [JSON.stringify(me)]);
  try {
    await link(fresh, claim);
  } catch (error) {
    // ENOENT: the winner swept our temporary file away.
    if (errnoOf(error) === 'EEXIST' || errnoOf(error) === 'ENOENT') return false;
    throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  return keepIfHighest(claim);
}

async function keepIfHighest(claim: string): Promise<boolean> {
  const mine = basename(claim);
  const others = (await readdir(dirname(claim))).filter((name) => name !== mine);
  const isHighest = others.every((name) => numberIn(name) < numberIn(mine) || isTemporary(name));
  const surplus = isHighest ? others : [mine];
  await Promise.all(surplus.map((name) => rm(join(dirname(claim), name), { force: true })));
  return isHighest;
}

function hold(claim: string): StoreLock {
  let isLost = false;
  const beat = async (): Promise<void> => {
    const now = new Date();
    await utimes(claim, now, now).catch((error: unknown) => {
      isLost ||= errnoOf(error) === 'ENOENT';
    });
  };
  const timer = setInterval(() => void beat(), BEAT_MS).unref();
  return {
    check: () => {
      if (isLost) throw takenOver(dirname(claim));
    },
    release: async () => {
      clearInterval(timer);
      // A rename, since it needs no room on a full disk.
      await ifThere(rename(claim, claim + FREE));
    },
  };
}

async function refuseWhileOwned(claim: string, me: Owner): Promise<void> {
  if (claim.endsWith(FREE)) return;
  const owner = await readClaim(claim);
  if (owner === undefined) return;
  const judged = await judgeOwner(owner, me);
  if (judged === 'alive') throw inUse(dirname(claim), owner);
  if (judged === 'elsewhere' && (await showsLife(claim))) throw inUse(dirname(claim), owner);
}

// Claimed in one step, whole: what cannot be read was torn by a loss of power, and its owner is gone.
async function readClaim(claim: string): Promise<Owner | undefined> {
  const text = await ifThere(readFile(claim, 'utf8'));
  try {
    const owner: unknown = JSON.parse(text ?? '');
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until the owner, whose process cannot be looked at from here, touches its claim or has been silent too long. */
async function showsLife(claim: string): Promise<boolean> {
  const first = await ifThere(stat(claim));
  let latest = first;
  while (latest !== undefined && Date.now() - latest.mtimeMs < SILENT_MS) {
    if (latest.mtimeMs !== first?.mtimeMs) return true;
    await pause(BEAT_MS / 8);
    latest = await ifThere(stat(claim));
  }
  return false;
}

async function highestClaim(folder: string): Promise<string | undefined> {
  const claims = (await readdir(folder)).filter((name) => !isTemporary(name));
  return claims.reduce<string | undefined>((top, name) => (numberIn(name) > numberIn(top) ? name : top), undefined);
}

function numberIn(name: string | undefined): number {
  return Number.parseInt(name ?? '0', 10) || 0;
}

function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

function inUse(lock: string, owner: Owner | undefined): OperatorError {
  const data = dirname(lock);
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`;
  return new OperatorError({
    code: 'STORE_IN_USE',
    message: `The data folder "${data}" is in use by ${who}`,
    hint: `Stop ${who} first, or name another folder (history.data, --data). Commands that only read work beside it`,
  });
}

function takenOver(lock: string): OperatorError {
  return new OperatorError({
    code: 'STORE_TAKEN_OVER',
    message: `Another process took over the data folder "${dirname(lock)}" while this one did not answer`,
    hint: 'Stop one of the two; each needs a data folder of its own',
  });
}
