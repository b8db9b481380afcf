import type { Place } from '#domain/actor.ts';
import type { Reply } from '#domain/reply.ts';

/** One message that a record wants to exist in Slack. Made from the record alone, so it can be made again at any time. */
export interface Telling {
  /** `r12/root`, `r12/ended`, `r12/log`: unique and stable; the same key never makes a second message. */
  readonly key: string;
  readonly place: Place;
  /** The key of the message in whose thread it belongs; absent for the root itself. */
  readonly under?: string | undefined;
  readonly content: TellingContent;
  /** `last`: the final content; it is told whatever it takes. `passing`: may be replaced before it was sent. */
  readonly weight: 'passing' | 'last';
}

export type TellingContent =
  /** Kept up to date in place: posted once, edited after. */
  | { readonly kind: 'kept'; readonly reply: Reply }
  /** Posted once, never edited. */
  | { readonly kind: 'once'; readonly reply: Reply }
  /** Uploaded once. `path` is a file of this machine; `altText` what a picture shows, in words. */
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly title: string;
      readonly path: string;
      readonly altText?: string | undefined;
    };

/** What became of a telling. `gone`: it can never be told (channel archived, permission missing); `reason` is Slack's code. */
export type Told =
  | { readonly told: true; readonly permalink?: string | undefined }
  | { readonly told: false; readonly gone: boolean; readonly reason: string };

/** Makes a surface show tellings; Slack's is `slack/outbox.ts`. */
export interface Teller {
  /**
   * Resolves when the surface shows this content, or newer content of the same key, or when it was given up.
   * Tellings of one thread are done in the order of the calls. Never rejects.
   */
  tell(telling: Telling, signal: AbortSignal): Promise<Told>;
}
