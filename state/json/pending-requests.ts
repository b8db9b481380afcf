import type { Request } from '../state.ts';
import { encodeLine, type EncodedLine, type Entry, type Extent } from './journal-line.ts';

/** Slack repeats a delivery within minutes; terminals and buttons do not repeat. */
const REMEMBERED_MS = 60 * 60_000;
const REMEMBERED_IDS = 100_000;
/** Slack's own limit for a response URL. */
const URL_LIVES_MS = 30 * 60_000;

interface Pending {
  readonly request: Request;
  readonly acceptedAt: string;
  /** As it was written: a fresh file begins with all of them, while acknowledgements wait. */
  readonly line: EncodedLine;
}

/** What the journal says: which ids were seen, and which requests are not finished. */
export class PendingRequests {
  readonly #seen = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();
  /** Where in the journal the response URLs of pending requests stand, oldest first. */
  readonly #secrets = new Map<string, Extent>();

  get size(): number {
    return this.#pending.size;
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  hasSeen(id: string): boolean {
    return this.#seen.has(id) || this.#pending.has(id);
  }

  /** Takes up one line; `start` is where it stands in the journal. */
  take(entry: Entry, line: EncodedLine, start: number): void {
    if (entry.kind === 'finished') {
      this.#pending.delete(entry.id);
      this.#secrets.delete(entry.id);
      return;
    }
    const { request, at } = entry;
    this.remember(request.id, at);
    this.#pending.set(request.id, { request, acceptedAt: at, line });
    this.moved(request.id, line, start);
  }

  remember(id: string, at: string): void {
    this.#seen.set(id, Date.parse(at));
  }

  moved(id: string, { secret }: EncodedLine, start: number): void {
    if (secret !== undefined) this.#secrets.set(id, { start: start + secret.start, length: secret.length });
  }

  secretOf(id: string): Extent | undefined {
    return this.#secrets.get(id);
  }

  /** Oldest first, without the URLs that Slack no longer takes. */
  list(now: Date): readonly Request[] {
    return [...this.#pending.values()].map((pending) =>
      isUrlDead(pending, now) ? withoutUrl(pending.request) : pending.request,
    );
  }

  /** What was learned from an earlier file stands at other places, or at none, in the one that is written now. */
  forgetPlaces(): void {
    this.#secrets.clear();
  }

  lines(): readonly { readonly id: string; readonly line: EncodedLine; readonly secret: Extent | undefined }[] {
    return [...this.#pending].map(([id, { line }]) => ({ id, line, secret: this.#secrets.get(id) }));
  }

  /** Forgets ids that can no longer come again. */
  forgetOld(now: Date): void {
    for (const [id, at] of this.#seen) {
      if (this.#seen.size <= REMEMBERED_IDS && now.getTime() - at <= REMEMBERED_MS) return;
      this.#seen.delete(id);
    }
  }

  /** Takes the dead response URLs out of memory and returns where they stand on disk. */
  takeDeadUrls(now: Date): readonly Extent[] {
    const dead: Extent[] = [];
    for (const [id, extent] of this.#secrets) {
      const pending = this.#pending.get(id);
      if (pending !== undefined && !isUrlDead(pending, now)) break;
      if (pending !== undefined) this.#pending.set(id, forgetUrl(pending));
      this.#secrets.delete(id);
      dead.push(extent);
    }
    return dead;
  }
}

export function rememberedSince(now: Date): Date {
  return new Date(now.getTime() - REMEMBERED_MS);
}

function isUrlDead({ acceptedAt }: Pending, now: Date): boolean {
  return now.getTime() - Date.parse(acceptedAt) >= URL_LIVES_MS;
}

function forgetUrl({ request, acceptedAt }: Pending): Pending {
  const kept = withoutUrl(request);
  return { request: kept, acceptedAt, line: encodeLine({ kind: 'accepted', at: acceptedAt, request: kept }) };
}

function withoutUrl(request: Request): Request {
  const { responseUrl: _, ...rest } = request;
  return rest;
}
