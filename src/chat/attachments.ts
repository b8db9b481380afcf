/** What came with a request: a pasted text or a file. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Rejects with an `OperatorError` for what cannot be had. */
export type LoadAttachment = () => Promise<Attachment>;

/**
 * Holds what came with requests until they are carried out: in memory alone, since it is text of strangers that is not
 * redacted yet. A restart loses it.
 */
export interface Attachments {
  put(requestId: string, load: LoadAttachment): void;
  /** Once; undefined: there was none, or it is gone. */
  take(requestId: string): LoadAttachment | undefined;
}

/** Pasted texts are small, and files are loaded when they are taken. */
const most = 50;

export function createAttachments(): Attachments {
  const held = new Map<string, LoadAttachment>();
  return {
    put(requestId, load) {
      held.set(requestId, load);
      const [oldest] = held.keys();
      if (held.size > most && oldest !== undefined) held.delete(oldest);
    },
    take(requestId) {
      const load = held.get(requestId);
      held.delete(requestId);
      return load;
    },
  };
}
