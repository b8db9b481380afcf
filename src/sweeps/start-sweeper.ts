import type { Sweep } from '#domain/configuration.ts';
import { readVersions } from '#suites/read-versions.ts';

import { clearAbandoned } from './clear-abandoned.ts';
import { createMeasure, type MeasureParts } from './measure.ts';
import { cronTicker, type Ticker } from './cron-ticker.ts';
import type { SweepParts } from './open-sweep.ts';
import { createSlotWatch, type SlotWatch } from './slot-watch.ts';
import { startSweep, type LiveSweep } from './start-sweep.ts';
import { watchTraffic } from './watch-traffic.ts';
import { systemSweepClock, type SweepClock } from './sweep-clock.ts';

export interface SweeperParts
  extends MeasureParts, Pick<SweepParts, 'configuration' | 'watch' | 'desk' | 'onTrouble' | 'onBug'> {
  readonly clock?: SweepClock | undefined;
  readonly ticker?: Ticker | undefined;
}

export interface Sweeper {
  /** After the signal was aborted: resolves when nothing is measured or written any more. */
  settled(): Promise<void>;
}

const lookMs = 1_000;
const setBackMs = 30_000;
/** After the store refused to be read. */
const againMs = 15_000;
/** How often reminders, silences and real traffic are looked at. */
const passMs = 30_000;

/** Carries out every sweep of the configuration by its schedule, and follows its changes, until `signal` is aborted. */
export function startSweeper(given: SweeperParts, signal: AbortSignal): Sweeper {
  const { clock = systemSweepClock, ticker = cronTicker } = given;
  const live = new Map<string, LiveSweep>();
  const slots = createSlotWatch({ ...given, clock });
  const parts: SweepParts = {
    ...given,
    clock,
    ticker,
    measure: createMeasure(given),
    readVersions,
    inTurn: createTurns(),
    isHeldElsewhere: (key, sweep) =>
      [...live.values()].some((each) => each.sweep.name !== sweep && each.watch.keys().has(key)),
    onSlot: (slot, sweep) => slots.note(slot, sweep),
  };
  const following = follow({ parts, live, slots }, signal).catch((error: unknown) => parts.onBug(error, 'sweeps'));
  return {
    async settled() {
      await following;
      await Promise.all([...live.values()].map((each) => each.stop()));
    },
  };
}

interface Following {
  readonly parts: SweepParts;
  readonly live: Map<string, LiveSweep>;
  readonly slots: SlotWatch;
}

async function follow({ parts, live, slots }: Following, signal: AbortSignal): Promise<void> {
  let seen: unknown;
  let againAt = 0;
  let passedAt = 0;
  let before = 0;
  while (!signal.aborted) {
    const configuration = parts.configuration();
    const now = parts.clock.now();
    // The scheduler would wait until the clock is where it was.
    if (now < before - setBackMs) {
      await stopAll(live);
      seen = undefined;
      againAt = 0;
    }
    before = now;
    if (configuration !== seen && parts.clock.now() >= againAt) {
      try {
        await adopt(configuration.sweeps, { parts, live, slots }, signal);
        seen = configuration;
      } catch (error) {
        parts.onTrouble(error, 'starting sweeps');
        againAt = parts.clock.now() + againMs;
      }
    }
    await slots.check([...live.values()].map(({ sweep }) => sweep));
    // A clock that was set back must not hold everything up until then.
    if (Math.abs(parts.clock.now() - passedAt) >= passMs) {
      passedAt = parts.clock.now();
      await lookAround(new Date(passedAt), { parts, live, slots });
    }
    await parts.clock.sleep(lookMs, signal);
  }
}

async function stopAll(live: Map<string, LiveSweep>): Promise<void> {
  for (const [name, each] of live) {
    await each.stop();
    live.delete(name);
  }
}

async function lookAround(now: Date, { parts, live }: Following): Promise<void> {
  const isHeld = (key: string): boolean => [...live.values()].some(({ watch }) => watch.keys().has(key));
  await parts.desk.tick(now).catch((error: unknown) => parts.onTrouble(error, 'reminders'));
  await watchTraffic({ ...parts, isHeld }, now).catch((error: unknown) =>
    parts.onTrouble(error, 'closes of real traffic'),
  );
}

/** Stops what is not configured any more, or otherwise, and starts what is new. */
async function adopt(
  sweeps: ReadonlyMap<string, Sweep>,
  { parts, live, slots }: Following,
  signal: AbortSignal,
): Promise<void> {
  for (const [name, each] of live) {
    const wanted = sweeps.get(name);
    if (wanted !== undefined && isSame(wanted, each.sweep)) continue;
    await each.stop();
    live.delete(name);
    if (wanted?.environment === each.sweep.environment) continue;
    slots.forget(name);
  }
  for (const sweep of sweeps.values()) {
    if (signal.aborted || live.has(sweep.name)) continue;
    live.set(sweep.name, await startSweep(sweep, parts, signal));
    slots.expect(sweep);
  }
  await clearAbandoned(parts);
}

/** What is read with every sweep need not start it anew. */
function isSame(one: Sweep, other: Sweep): boolean {
  return scheduleOf(one) === scheduleOf(other);
}

function scheduleOf({ cron, environment, endpoints }: Sweep): string {
  return JSON.stringify([cron, environment, endpoints]);
}

/** One after the other for each name. */
function createTurns(): SweepParts['inTurn'] {
  const turns = new Map<string, Promise<void>>();
  return (name, work) => {
    const before = turns.get(name) ?? Promise.resolve();
    const turn = before.then(work, work);
    turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
