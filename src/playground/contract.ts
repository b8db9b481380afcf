/** What the playground's server promises to its web page and to tests. The bot knows nothing of this file. */

/** Slack's own JSON for a message: `ts`, `user` or `bot_id`, `text`, `blocks`, `thread_ts`, `edited`, `files`, `metadata`, … */
export type SlackJson = Readonly<Record<string, unknown>>;

export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly isBot: boolean;
  readonly isGuest: boolean;
  /** A CSS colour for the drawn avatar. */
  readonly color: string;
}

export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
}

/** Answer of `GET /page/workspace`. */
/** A message shortcut of the app's manifest. */
export interface ShortcutView {
  readonly name: string;
  readonly callbackId: string;
}

export interface WorkspaceView {
  readonly team: { readonly id: string; readonly name: string };
  readonly bot: UserView;
  readonly users: readonly UserView[];
  readonly channels: readonly ChannelView[];
  readonly userGroups: readonly { readonly id: string; readonly handle: string; readonly users: readonly string[] }[];
  /** `/e2e` and what the command list of the composer shows for it. */
  readonly commands: readonly { readonly name: string; readonly hint: string }[];
  /** What the menu of a message offers. */
  readonly shortcuts: readonly ShortcutView[];
  /** Channel id → all messages and thread replies, oldest first. */
  readonly messages: Readonly<Record<string, readonly SlackJson[]>>;
  readonly connected: boolean;
}

/** Server-sent events of `GET /page/events`, each as one JSON `data:` line. */
export type PageEvent =
  | { readonly kind: 'message'; readonly channel: string; readonly message: SlackJson }
  | { readonly kind: 'edited'; readonly channel: string; readonly message: SlackJson }
  | { readonly kind: 'deleted'; readonly channel: string; readonly ts: string }
  /** Only `user` sees it; gone after a reload, as in Slack. */
  | { readonly kind: 'ephemeral'; readonly channel: string; readonly user: string; readonly message: SlackJson }
  | { readonly kind: 'modal'; readonly user: string; readonly view: SlackJson }
  | { readonly kind: 'modal-closed'; readonly user: string; readonly viewId: string }
  | { readonly kind: 'home'; readonly user: string; readonly view: SlackJson }
  | { readonly kind: 'connected'; readonly connected: boolean };

/** `POST /page/slash`. Answers `PageAnswer`. */
export interface SlashInput {
  readonly user: string;
  readonly channel: string;
  /** `/e2e` */
  readonly command: string;
  readonly text: string;
  /** Set when it was typed into a thread, where Slack refuses slash commands. */
  readonly thread?: string | undefined;
}

/** `POST /page/post`: a message of a person; a mention of the bot (`@teneleven`) becomes an `app_mention`. */
export interface PostInput {
  readonly user: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly text: string;
}

/** `POST /page/press`: a button or select of a message, an ephemeral message, a modal or the Home tab. */
export interface PressInput {
  readonly user: string;
  readonly actionId: string;
  readonly blockId: string;
  /** The element as the bot sent it. */
  readonly element: SlackJson;
  /** For a select: the option chosen, as the bot sent it. */
  readonly selected?: SlackJson | undefined;
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  readonly viewId?: string | undefined;
  /** For a view: what its inputs hold now (`view.state.values`). */
  readonly values?: SlackJson | undefined;
}

/** `POST /page/shortcut`: a shortcut from the menu of a message (`message_action`). */
export interface ShortcutInput {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly callbackId: string;
}

/** `POST /page/submit`: `values` is Slack's `view.state.values`. */
export interface SubmitInput {
  readonly user: string;
  readonly viewId: string;
  readonly values: SlackJson;
}

/** `POST /page/close-modal`: closes the modal on top (`view_closed`, when the bot asked to be told). */
export interface CloseInput {
  readonly user: string;
  readonly viewId: string;
}

/** `POST /page/home`: opens the Home tab of the bot for a user (`app_home_opened`). */
export interface HomeInput {
  readonly user: string;
}

/**
 * `error` is Slack's word for what went wrong (`operation_timeout`, `dispatch_failed`, …): the page tells it to the
 * person, as Slack's own client does. `errors` are those of a `response_action: errors` to a submission, by block id.
 */
export interface PageAnswer {
  readonly ok: boolean;
  readonly error?: string | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** `POST /page/misbehave` and `Playground.misbehave`: the next `times` matching calls go wrong. */
export interface Fault {
  /**
   * `latency` waits `ms` and then works. `lost-answer` does the work and then breaks the connection.
   * `drop-socket` cuts the sockets at once, and the next `times - 1` connections as soon as they are greeted.
   * `refuse-socket` lets `apps.connections.open` fail (`code`, or `internal_error`). `request-reconnect` asks
   * the bot to connect anew, as Slack does every few hours (`code`: `refresh_requested` or `warning`).
   */
  readonly kind:
    | 'ratelimited'
    | 'server-error'
    | 'hang'
    | 'latency'
    | 'lost-answer'
    | 'error'
    | 'drop-socket'
    | 'deliver-twice'
    | 'refuse-socket'
    | 'request-reconnect';
  /** A Web API method such as `chat.update`, or `response_url` or `upload`; absent: any Web API method. */
  readonly method?: string | undefined;
  readonly times?: number | undefined;
  /** For `error`: Slack's code, such as `message_not_found`. */
  readonly code?: string | undefined;
  readonly ms?: number | undefined;
  /** For `ratelimited`: the `Retry-After` header, seconds. */
  readonly retryAfterS?: number | undefined;
}

/** One call that reached the Slack-shaped server, for tests to look at. */
export interface ApiCall {
  readonly method: string;
  readonly at: number;
  readonly arguments: SlackJson;
  readonly ok: boolean;
  readonly error?: string | undefined;
}

export interface Playground {
  /** `http://127.0.0.1:PORT/`, the page. */
  readonly url: string;
  /** For `SLACK_API_URL`; ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly calls: readonly ApiCall[];
  workspace(): WorkspaceView;
  /** Resolves when the bot has acknowledged. */
  slash(input: SlashInput): Promise<PageAnswer>;
  post(input: PostInput): Promise<PageAnswer>;
  press(input: PressInput): Promise<PageAnswer>;
  shortcut(input: ShortcutInput): Promise<PageAnswer>;
  submit(input: SubmitInput): Promise<PageAnswer>;
  closeModal(input: CloseInput): Promise<PageAnswer>;
  home(input: HomeInput): Promise<PageAnswer>;
  misbehave(fault: Fault): void;
  /** Calls back for everything that the page would see. */
  onEvent(listener: (event: PageEvent) => void): () => void;
  close(): Promise<void>;
}

export interface PlaygroundOptions {
  /** 0: any free port. Always on 127.0.0.1. */
  readonly port: number;
  /** Answer 429 where Slack would. Default true. */
  readonly rateLimits?: boolean | undefined;
  /** When set, slash commands, interactions and events are sent as signed HTTP requests there instead of the socket. */
  readonly requestUrl?: string | (() => string) | undefined;
}
