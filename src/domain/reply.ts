/** Content of an answer or an announcement; `slack/` and `terminal/` decide its looks. */
export interface Reply {
  /** One plain sentence that says all by itself, in a notification or to a screen reader. */
  readonly headline: string;
  readonly status: Status;
  readonly sections: readonly Section[];
  readonly actions: readonly Action[];
  /** `asker`: only the person who asked sees it (ephemeral in Slack). Default `asker`. */
  readonly audience?: 'asker' | 'everyone' | undefined;
  /** A form to open instead of the answer, where the surface can; elsewhere the answer is shown. */
  readonly form?: Form | undefined;
  /** What `--json` prints in a terminal in place of the text. */
  readonly json?: unknown;
  /** The code of the mistake that this answer tells; absent when the command was carried out. */
  readonly refusal?: string | undefined;
  /** Runs that this answer started or points at: a terminal follows them to their end. */
  readonly runs?: readonly string[] | undefined;
  /** The same of probes that a person asked for. */
  readonly probings?: readonly string[] | undefined;
  /** The same of inquiries. */
  readonly inquiries?: readonly string[] | undefined;
  /** The same of loops. */
  readonly loops?: readonly string[] | undefined;
  /** The same of audits. */
  readonly audits?: readonly string[] | undefined;
}

/** Never told by colour or emoji alone: each has a word. */
export type Status = 'queued' | 'running' | 'passed' | 'unproven' | 'failed' | 'stopped' | 'note';

/** Untrusted text is always a plain string here; the surface escapes it at its one place. */
export type Span =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** A Slack user id, user group id (`S…`), or `@name` as written in the configuration. */
  | { readonly kind: 'person'; readonly id: string };

export type Line = readonly Span[];

export type Section =
  | { readonly kind: 'text'; readonly line: Line }
  /** Less prominent: who asked, versions, when. */
  | { readonly kind: 'aside'; readonly line: Line }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly label: string; readonly value: Line }[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'bar'; readonly done: number; readonly total?: number | undefined; readonly red: number }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A button: pressing it is the same as typing `words`. In Slack its value holds only the ids in `words`. */
export interface Action {
  readonly label: string;
  /** The command and its words, such as `['stop', 'r12']`. Never untrusted text. */
  readonly words: readonly string[];
  readonly style?: 'primary' | 'danger' | undefined;
  readonly confirm?: string | undefined;
  /** A choice in place of a button: the word of the chosen one follows `words`. */
  readonly choices?: readonly Choice[] | undefined;
}

export interface Choice {
  readonly label: string;
  /** Never untrusted text. */
  readonly word: string;
}

export interface Form {
  readonly title: string;
  readonly submit: string;
  /** The command that the submitted values go to. */
  readonly command: string;
  readonly fields: readonly FormField[];
}

/** Each submitted value becomes the words `prefix… value`; an empty optional value becomes none. */
export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly optional?: boolean | undefined;
  /** Words before the value, such as `['on']` or `['-k']`. */
  readonly prefix: readonly string[];
} & (
  | {
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly initial?: string | undefined;
    }
  | {
      readonly kind: 'text';
      readonly placeholder?: string | undefined;
      readonly maxLength: number;
      /** A large field whose text does not become a word: it goes with the request, and is not written down. */
      readonly isAttachment?: boolean | undefined;
    }
);

export function note(headline: string, ...sections: readonly Section[]): Reply {
  return { headline, status: 'note', sections, actions: [] };
}
