/** What can be switched on, and what it then does. The names are those that diagnoses use. */
export const faults = {
  'handler-error': 'the socket of a signed-in user is closed with 1011 and the reason "Internal error"',
  'handler-crash': 'the socket of a signed-in user is destroyed without a close frame',
  'accept-delayed': 'the upgrade of a signed-in user is never answered',
  'upgrade-not-forwarded': 'every upgrade is answered with 404, as if the proxy had dropped it',
  'route-missing': 'every upgrade is answered with 403',
  'no-healthy-upstream': 'the api answers 503 to everything, upgrades included',
  'subprotocol-not-selected': 'the server accepts without selecting a subprotocol',
  'idle-timeout': 'a socket that was silent for one second is destroyed',
  'message-too-big': 'a message over 1 KiB closes the socket with 1009',
  'service-restart': 'the socket is closed with 1012 in the middle of an agent run, and the uptime begins anew',
  'concurrency-limit': 'from the third open socket on, upgrades are answered with 503',
  'token-secret-mismatch': 'the api checks tokens with another secret than the auth service signs with',
  'auth-service-down': 'the auth service breaks every connection',
  'backend-slow': 'every answer of the api takes 900 ms longer',
  'dependency-hanging': 'deep health and signed-in paths never answer, shallow health does',
  'database-down': 'deep health says so, and paths with data answer 500',
  'discovery-entry-dead': 'discovery lists a service that does not answer',
  'stale-version': 'both services report the version before this one',
  'event-missing': 'the event tool_completed is never sent',
  'event-out-of-order': 'tool_executing comes before agent_thinking',
  'event-cross-user': 'events go to every user who is connected',
  'model-stalled': 'after agent_thinking nothing follows',
} as const;

export type Fault = keyof typeof faults;

/** The faults that are on. Everything asks it at the moment it matters, so a change works at once. */
export interface FaultBoard {
  has(fault: Fault): boolean;
  list(): readonly Fault[];
  /** Replaces what is on. Throws `RangeError` for a name that does not exist. */
  set(names: readonly string[]): void;
}

export function createFaultBoard(first: readonly string[]): FaultBoard {
  let on = new Set<Fault>();
  const board: FaultBoard = {
    has: (fault) => on.has(fault),
    list: () => [...on],
    set: (names) => {
      on = new Set(names.map(known));
    },
  };
  board.set(first);
  return board;
}

function known(name: string): Fault {
  if (isFault(name)) return name;
  throw new RangeError(`no fault named "${name.slice(0, 60)}"; known: ${Object.keys(faults).join(', ')}`);
}

function isFault(name: string): name is Fault {
  return Object.hasOwn(faults, name);
}
