/** What a service of the lab does otherwise than usual; read by `programs/backend.py` and `programs/backend.mjs` alike. */
export interface ServiceSettings {
  readonly version?: string;
  /** HTTP answers and headers name the instance. */
  readonly namesInstance?: boolean;
  /** How long it claims to run already. */
  readonly uptimeS?: number;
  readonly secret?: string;
  readonly password?: string;
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512';
  /** What tokens must claim. */
  readonly claims?: Readonly<Record<string, string>>;
  readonly unknownUsers?: readonly string[];
  /** Status for a bad token; 401 unless it is said. */
  readonly refusal?: number;
  /** How far its clock is ahead. */
  readonly clockS?: number;
  readonly leewayS?: number;
  /** Of tokens that it issues. */
  readonly ttlS?: number;
  readonly socketPath?: string;
  /** The first request after so long without one waits so long. */
  readonly coldAfterMs?: number;
  readonly coldMs?: number;
  /** All that is asked meanwhile waits as well, and not the first alone. */
  readonly isColdForAll?: boolean;
  /** So long after its start, paths that need a user are answered with 503, and sockets are closed with 1011. */
  readonly readyAfterMs?: number;
  /** `SELF` in a `url` is the address of the replica itself. */
  readonly discovery?: readonly Readonly<Record<string, string>>[];
  /** Path, or `*` for all → what is answered in place of the usual; of paths that need a user only where there is one. */
  readonly paths?: Readonly<Record<string, Answer>>;
  /** Paths, or `chat`: the process ends at the first of them. */
  readonly exitsOn?: readonly string[];
  /** Each replica knows only its own sessions. */
  readonly remembersSessions?: boolean;
  /** Node only. */
  readonly keepAliveMs?: number;
  /** Node only: HTTP/2 without TLS, and no other. */
  readonly isHttp2?: boolean;
  readonly socket?: SocketSettings;
}

export interface Answer {
  readonly status?: number;
  /** Text, or what becomes JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
  readonly hangs?: boolean;
}

export interface SocketSettings {
  readonly reads?: readonly ('header' | 'comma' | 'dot')[];
  /** The first that is known, none, or this one whatever was offered. */
  readonly selects?: string;
  /** Before the upgrade is answered; `of: 'good'` leaves bad tokens alone. */
  readonly upgrade?: Answer & { readonly of?: 'good' };
  /** Accepts bad tokens and closes then. */
  readonly refusesBy?: { readonly code: number; readonly reason?: string };
  /** From so many on: refused before the upgrade with a status, or closed after it with a code. */
  readonly limit?: {
    readonly most: number;
    readonly perUser?: boolean;
    readonly status?: number;
    readonly code?: number;
    readonly text: string;
    readonly afterMs?: number;
  };
  /** While so many are open, HTTP is answered with 503. */
  readonly starvesFrom?: number;
  /** While more than so many chats go on, each of them fails with that chance. */
  readonly races?: { readonly from: number; readonly share: number; readonly code?: number };
  /** Events go to all who are connected. */
  readonly crosses?: boolean;
  /** After the upgrade, before the welcome. */
  readonly accepted?: Failing;
  /** In the middle of a conversation. */
  readonly chat?: Failing & { readonly before?: number };
  /** Every connection ends at this age, in that way. */
  readonly livesMs?: number;
  readonly endsBy?: Failing;
  /** Whom the welcome names. */
  readonly says?: string;
  readonly events?: readonly string[];
  readonly gapMs?: number;
  readonly eventBytes?: number;
  readonly mostBytes?: number;
  /** Further options of Python's `websockets.serve`. */
  readonly options?: Readonly<Record<string, number | null>>;
  /** Node only: permessage-deflate. */
  readonly deflates?: boolean;
}

/** In this order: waits, blocks the process, then one of the rest. */
export interface Failing {
  readonly afterMs?: number;
  readonly blocksMs?: number;
  readonly hangs?: boolean;
  /** What an unhandled error says; in Python the library closes then, in Node the handler does. */
  readonly raises?: string;
  /** The connection is torn down without a close frame. */
  readonly crashes?: boolean;
  /** The process ends. */
  readonly exits?: boolean;
  readonly code?: number;
  readonly reason?: string;
}
