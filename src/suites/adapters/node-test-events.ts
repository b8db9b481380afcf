import { z } from 'zod';

const failure = z.object({
  /** Node's `failureType`: `testCodeFailure`, `subtestsFailed`, `hookFailed`, `cancelledByParent`, … */
  kind: z.string(),
  type: z.string(),
  message: z.string(),
  details: z.string(),
  /** How the process of a file ended. */
  exit: z.string().optional(),
  /** What a file printed as errors. */
  printed: z.string().optional(),
});

const aboutTest = z.object({
  event: z.enum(['enqueue', 'dequeue', 'start', 'pass', 'fail', 'complete']),
  name: z.string(),
  file: z.string(),
  nesting: z.int().min(0).max(1_000),
  /** Where it is written: the same for its `dequeue` and its `complete`. */
  key: z.string(),
  isFile: z.boolean(),
  isSuite: z.boolean(),
  isCounted: z.boolean().default(false),
  ms: z.number().default(0),
  skip: z.string().optional(),
  todo: z.string().optional(),
  failure: failure.optional(),
});

/** What `plugins/node-reporter.mjs` writes, one a line. */
const nodeEvent = z.discriminatedUnion('event', [aboutTest, z.object({ event: z.literal('ended') })]);

export type NodeTestEvent = z.infer<typeof aboutTest>;
export type NodeFailure = z.infer<typeof failure>;

/** Undefined for what is not whole or not ours. */
export function nodeEventOf(line: string): z.infer<typeof nodeEvent> | undefined {
  try {
    return nodeEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
