import { setImmediate } from 'node:timers/promises';

import { keyOf, carriesMarker, spreadToDescendants, type Family } from './family.ts';
import { hasProc, listPids, readProcEntry, type ProcEntry } from './proc.ts';

/** A family, and who of it was alive at the last look. */
export interface Watched {
  readonly family: Family & { readonly known: ReadonlySet<string> };
  forget(): void;
}

/**
 * Looks at the programs of all runs twice a second: who is orphaned and hides after a look is known from it. A look
 * costs 7 ms of processor with 120 programs on the machine, in stretches of 3 ms at most.
 */
export interface Lookout {
  watch(family: Family): Watched;
  families(): readonly Watched['family'][];
}

type Post = Family & { readonly known: Set<string> };

const everyMs = 500;
const longestStretchMs = 3;

/** `onLook` is called after each look. While nobody is watched nothing is looked at. */
export function createLookout(onLook: () => void): Lookout {
  const posts = new Set<Post>();
  let strangers: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;

  function lookLater(): void {
    timer = setTimeout(() => void look(), everyMs).unref();
  }

  async function look(): Promise<void> {
    try {
      strangers = assign(await readEntries([...posts]), [...posts], strangers);
      onLook();
    } catch {
      // No file may be opened any more: the next look may see again.
    }
    if (posts.size > 0) lookLater();
    else timer = undefined;
  }

  return {
    watch(family) {
      const known = new Set<string>();
      const foreign = {
        has: (key: string) => [...posts].some((other) => other.known !== known && other.known.has(key)),
      };
      if (family.leader !== undefined) known.add(keyOf(family.leader));
      const post: Post = { ...family, known, foreign };
      posts.add(post);
      if (timer === undefined && hasProc()) lookLater();
      return { family: post, forget: () => void posts.delete(post) };
    },
    families: () => [...posts],
  };
}

/** Only what began after the first of the runs. */
async function readEntries(posts: readonly Post[]): Promise<readonly ProcEntry[]> {
  const begin = Math.min(...posts.map(({ leader }) => leader?.startTicks ?? Infinity));
  const entries: ProcEntry[] = [];
  if (begin === Infinity) return entries;
  let stretchEndsAt = performance.now() + longestStretchMs;
  for (const pid of listPids()) {
    if (performance.now() > stretchEndsAt) {
      await setImmediate();
      stretchEndsAt = performance.now() + longestStretchMs;
    }
    const entry = pid === process.pid ? undefined : readProcEntry(pid);
    if (entry !== undefined && entry.startTicks >= begin) entries.push(entry);
  }
  return entries;
}

/** Gives each program to the family it is known of, else by its group, by descent, by its marker. Returns who is in none. */
function assign(
  entries: readonly ProcEntry[],
  posts: readonly Post[],
  strangers: ReadonlySet<string>,
): ReadonlySet<string> {
  const owners = new Map<number, Post>();
  const own = (entry: ProcEntry, owner: Post | undefined): void => {
    if (owner !== undefined) owners.set(entry.pid, owner);
  };
  for (const entry of entries)
    own(
      entry,
      posts.find((post) => isKnown(entry, post)),
    );
  spreadToDescendants(owners, entries);
  for (const entry of entries) {
    if (owners.has(entry.pid) || strangers.has(keyOf(entry))) continue;
    own(
      entry,
      posts.find((post) => carriesMarker(entry, post)),
    );
  }
  spreadToDescendants(owners, entries);
  for (const { known } of posts) known.clear();
  for (const entry of entries) owners.get(entry.pid)?.known.add(keyOf(entry));
  return new Set(entries.filter(({ pid }) => !owners.has(pid)).map(keyOf));
}

function isKnown(entry: ProcEntry, { known, leader }: Post): boolean {
  return known.has(keyOf(entry)) || (leader !== undefined && entry.group === leader.pid);
}
