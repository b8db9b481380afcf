import { followParts, type FollowedParts } from '#announce/follow-parts.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import { isLoopActive, type Loop } from '#domain/loop.ts';
import { createEndedRecords, readLoopFacts } from '#state/read-loop-facts.ts';
import type { Store } from '#state/state.ts';

import { followToEnd } from './follow-to-end.ts';
import { loopLines, loopNow } from './loop-lines.ts';
import type { Screen } from './screen.ts';

export interface FollowLoopParts {
  readonly store: FollowedParts['store'] & Pick<Store, 'posts'>;
  readonly screen: Screen;
  readonly now: () => Date;
  readonly log: FollowedParts['log'];
}

/** A loop with the records that it names, as they were read last. */
export interface FollowedLoop {
  readonly loop: Loop;
  readonly facts: LoopFacts;
}

const everyMs = 500;
const readEveryMs = 2_000;
const fewestColumns = 20;

/** Shows loops until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export async function followLoops(
  ids: readonly string[],
  { store, screen, now, log }: FollowLoopParts,
  signal: AbortSignal,
): Promise<readonly FollowedLoop[]> {
  const ended = createEndedRecords();
  const display = createDisplay(screen);
  const show = (followed: readonly FollowedLoop[]): void => {
    for (const { loop, facts } of followed) display.show(loop, { ...facts, now: now() });
  };
  const followed = await followToEnd(
    ids,
    {
      async get(id): Promise<FollowedLoop | undefined> {
        const loop = await store.work.loops.get(id);
        return loop && { loop, facts: await readLoopFacts(loop, { store, now, ended }) };
      },
      subscribe: (listener) => followParts({ store, log, everyMs: readEveryMs }, listener),
      isActive: ({ loop }: FollowedLoop) => isLoopActive(loop),
      show,
      everyMs,
    },
    signal,
  );
  show(followed);
  display.end();
  return followed;
}

interface Display {
  show(loop: Loop, facts: LoopFacts): void;
  end(): void;
}

/** What has happened stays, a line each; on a TTY the last line says what it does now and is written over. */
function createDisplay(screen: Screen): Display {
  const clear = screen.isTty ? '\r\u001b[K' : '';
  const shown = new Set<string>();
  return {
    show(loop, facts) {
      for (const { key, text } of loopLines(loop, facts)) {
        if (shown.has(`${loop.id}/${key}`)) continue;
        shown.add(`${loop.id}/${key}`);
        screen.write(`${clear}${text}\n`);
      }
      if (!screen.isTty || !isLoopActive(loop)) return;
      screen.write(`${clear}${loopNow(loop, facts).slice(0, Math.max(fewestColumns, screen.columns - 1))}`);
    },
    end: () => screen.write(clear),
  };
}
