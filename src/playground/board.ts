import type { PageEvent, SlackJson } from './contract.ts';
import { textOf } from './json.ts';

const maxMessages = 5_000;
const maxWhispers = 500;

interface Whisper {
  readonly channel: string;
  readonly user: string;
  readonly message: SlackJson;
}

/** Calls the channel and `ts` of a message that fell off the board's end. */
export type OnForgotten = (channel: string, ts: string) => void;

/** What the page sees: messages by channel, ephemeral messages, and everything that happens, as it happens. */
export class Board {
  readonly #channels = new Map<string, Map<string, SlackJson>>();
  readonly #whispers = new Map<string, Whisper>();
  readonly #listeners = new Set<(event: PageEvent) => void>();
  readonly #onForgotten: OnForgotten;
  #count = 0;

  constructor(onForgotten: OnForgotten) {
    this.#onForgotten = onForgotten;
  }

  onEvent(listener: (event: PageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: PageEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Shows a message, or its new state. */
  put(channel: string, message: SlackJson): void {
    const messages = this.#channels.get(channel) ?? new Map<string, SlackJson>();
    this.#channels.set(channel, messages);
    const ts = textOf(message, 'ts');
    const kind = messages.has(ts) ? 'edited' : 'message';
    messages.set(ts, message);
    if (kind === 'message') this.#count += 1;
    this.emit({ kind, channel, message });
    if (this.#count > maxMessages) this.#forgetOldest();
  }

  remove(channel: string, ts: string): void {
    const wasShown = this.#channels.get(channel)?.delete(ts) ?? false;
    if (wasShown) this.#count -= 1;
    const wasWhispered = this.#whispers.delete(ts);
    if (wasShown || wasWhispered) this.emit({ kind: 'deleted', channel, ts });
  }

  find(channel: string, ts: string): SlackJson | undefined {
    return this.#channels.get(channel)?.get(ts);
  }

  repliesTo(channel: string, ts: string): readonly SlackJson[] {
    const messages = this.#channels.get(channel)?.values() ?? [];
    return [...messages].filter((message) => message['thread_ts'] === ts && message['ts'] !== ts);
  }

  /** Shows a message to one person only. */
  whisper(channel: string, user: string, message: SlackJson): void {
    this.#whispers.set(textOf(message, 'ts'), { channel, user, message });
    const oldest = this.#whispers.keys().next().value;
    if (this.#whispers.size > maxWhispers && oldest !== undefined) this.#whispers.delete(oldest);
    this.emit({ kind: 'ephemeral', channel, user, message });
  }

  /** The ephemeral message, when it is one of `user` in this channel. */
  findWhisper(channel: string, user: string, ts: string): SlackJson | undefined {
    const whisper = this.#whispers.get(ts);
    return whisper?.channel === channel && whisper.user === user ? whisper.message : undefined;
  }

  messages(): Readonly<Record<string, readonly SlackJson[]>> {
    return Object.fromEntries(
      [...this.#channels].map(([channel, messages]) => [channel, [...messages.values()].sort(byTs)]),
    );
  }

  #forgetOldest(): void {
    const all = [...this.#channels].flatMap(([channel, messages]) =>
      [...messages.keys()].map((ts) => ({ channel, ts })),
    );
    const oldest = all.reduce((first, next) => (next.ts < first.ts ? next : first));
    this.remove(oldest.channel, oldest.ts);
    this.#onForgotten(oldest.channel, oldest.ts);
  }
}

function byTs(left: SlackJson, right: SlackJson): number {
  return textOf(left, 'ts') < textOf(right, 'ts') ? -1 : 1;
}
