/** Who asked. `id` is a Slack user id, or the login name in a terminal. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly via: 'slack' | 'terminal';
}

/** Where in Slack something is told: a channel, or a thread in it. */
export interface Place {
  readonly channel: string;
  /** The `ts` of the root message when told inside an existing thread. */
  readonly thread?: string | undefined;
}
