export const mutantNames = ['closed-port', 'http-500', 'ws-1011', 'empty-200', 'silent'] as const;

/** A target that does not work, put in place of the real one. */
export type MutantName = (typeof mutantNames)[number];

export const mutantWords: Readonly<Record<MutantName, string>> = {
  'closed-port': 'a closed port',
  'http-500': 'a server that answers 500',
  'ws-1011': 'a WebSocket that closes with 1011 at once',
  'empty-200': 'an empty 200',
  silent: 'a target that never answers',
};

/** What became of one test when its target did not work: it should have been red every time. */
export interface TestProof {
  readonly suite: string;
  readonly environment: string;
  /** Id of the test. */
  readonly test: string;
  /** The run that tried it. */
  readonly run: string;
  readonly at: string;
  readonly asked: readonly MutantName[];
  /** Those that it passed against all the same. */
  readonly survived: readonly MutantName[];
  /** Those that it did not meet, though it ran against them: of a WebSocket, for one, it may need none. */
  readonly unmet?: readonly MutantName[] | undefined;
  /** Of the test's file as it was; absent where that could not be read. */
  readonly digest?: string | undefined;
}
