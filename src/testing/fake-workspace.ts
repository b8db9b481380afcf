import { z } from 'zod';

/** What the fake understands of the arguments of a call. */
export const wishSchema = z.object({
  channel: z.string().optional(),
  channel_id: z.string().optional(),
  ts: z.string().optional(),
  message_ts: z.string().optional(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  metadata: z.unknown().optional(),
  filename: z.string().default(''),
  alt_txt: z.string().optional(),
  files: z.array(z.object({ id: z.string(), title: z.string() })).default([]),
});

export type Wish = z.infer<typeof wishSchema>;
export type Json = Readonly<Record<string, unknown>>;

export interface FakeMessage {
  readonly ts: string;
  readonly channel: string | undefined;
  readonly thread_ts: string | undefined;
  readonly bot_id: string;
  readonly files: readonly Json[];
  text: string;
  blocks: readonly unknown[];
  metadata: unknown;
  edits: number;
}

/** The messages and files behind `FakeSlack`. Checks nothing. */
export class FakeWorkspace {
  readonly messages: FakeMessage[] = [];
  /** Contents of uploaded files by name. */
  readonly uploads = new Map<string, string>();
  readonly #now: () => number;
  readonly #names = new Map<string, string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  answer(method: string, wish: Wish): Json {
    switch (method) {
      case 'chat.postMessage':
        return this.#post(wish, []);
      case 'chat.update':
        return this.#update(wish);
      case 'chat.getPermalink':
        return { ok: true, permalink: `https://slack.test/${wish.channel}/p${wish.message_ts}` };
      case 'conversations.history':
        return this.#list((message) => message.thread_ts === undefined);
      case 'conversations.replies':
        return this.#list((message) => message.ts === wish.ts || message.thread_ts === wish.ts);
      case 'files.getUploadURLExternal':
        return this.#promiseFile(wish);
      case 'files.completeUploadExternal':
        return this.#shareFile(wish);
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  async upload(id: string, body: unknown): Promise<void> {
    const file = body instanceof FormData ? body.get('file') : null;
    if (file instanceof Blob) this.uploads.set(this.#names.get(id) ?? '', await file.text());
  }

  #post(wish: Wish, files: readonly Json[]): Json {
    const ts = `${Math.floor(this.#now() / 1_000)}.${String(this.messages.length + 1).padStart(6, '0')}`;
    const { text, blocks, metadata, thread_ts } = wish;
    const channel = wish.channel ?? wish.channel_id;
    this.messages.push({ ts, channel, thread_ts, bot_id: 'B1', files, text, blocks, metadata, edits: 0 });
    return { ok: true, ts, channel };
  }

  #update(wish: Wish): Json {
    const message = this.messages.find((each) => each.ts === wish.ts);
    if (message === undefined) return { ok: false, error: 'message_not_found' };
    Object.assign(message, { text: wish.text, blocks: wish.blocks, edits: message.edits + 1 });
    return { ok: true, ts: message.ts };
  }

  #list(isWanted: (message: FakeMessage) => boolean): Json {
    return { ok: true, messages: this.messages.filter(isWanted).toReversed() };
  }

  #promiseFile(wish: Wish): Json {
    const id = `F${this.#names.size + 1}`;
    this.#names.set(id, wish.filename);
    return { ok: true, file_id: id, upload_url: `https://files.test/upload/${id}` };
  }

  #shareFile(wish: Wish): Json {
    const files = wish.files.map(({ id }) => ({
      id,
      name: this.#names.get(id),
      permalink: `https://files.test/${id}`,
    }));
    this.#post(wish, files);
    return { ok: true, files };
  }
}
