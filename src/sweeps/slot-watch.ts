import type { Sweep } from '#domain/configuration.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { WatchStore } from '#state/watch.ts';

import { starvedAfter } from './data-alarm.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { idleAlarm, idleKey, offlineAlarm, offlineKey } from './offline-alarm.ts';
import { dueSince } from './slots.ts';
import type { SweepClock } from './sweep-clock.ts';

export interface SlotWatchParts {
  readonly watch: WatchStore;
  readonly desk: IncidentDesk;
  readonly clock: SweepClock;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Sees to it that silence is noticed: of a sweep that is not carried out, and of a machine that is offline. */
export interface SlotWatch {
  /** A sweep was started: from now on its slots are expected. */
  expect(sweep: Sweep): void;
  forget(name: string): void;
  /** A slot has ended. */
  note(slot: SweepSlot, sweep: Sweep): Promise<void>;
  /** Raises what has been silent for too long; cheap, and looks only every 15 s. */
  check(sweeps: readonly Sweep[]): Promise<void>;
}

interface Expected {
  /** When it was carried out last, or first expected. */
  readonly since: number;
  readonly reason?: string | undefined;
}

const checkMs = 15_000;
/** Nobody looked for so long: this machine slept, or its clock was set. What was not carried out then says nothing of now. */
const asleepMs = 60_000;
/** A sweep takes its time, and starts up to 30 s late. */
const patienceMs = 50_000;

export function createSlotWatch({ desk, clock, onBug }: SlotWatchParts): SlotWatch {
  const expected = new Map<string, Expected>();
  let checkedAt = -Infinity;

  const attempt = async (what: () => Promise<unknown>): Promise<void> => {
    await what().catch((error: unknown) => onBug(error, 'reporting a slot'));
  };

  return {
    expect: ({ name }) => void expected.set(name, { since: clock.now() }),
    forget: (name) => void expected.delete(name),
    async note(slot, sweep) {
      const at = new Date(clock.now()).toISOString();
      const hasRun = slot.state === 'ran' || slot.state === 'offline';
      const before = expected.get(sweep.name);
      if (hasRun) expected.set(sweep.name, { since: Date.parse(slot.dueAt) });
      else if (before !== undefined) expected.set(sweep.name, { ...before, reason: slot.reason });
      if (slot.state === 'offline') await attempt(() => desk.raise(offlineAlarm(slot, at)));
      const online = onlineBecause(slot);
      if (online !== undefined) await attempt(() => desk.clear(offlineKey, at, online));
      if (hasRun) await attempt(() => desk.clear(idleKey(sweep), at, 'it is carried out again'));
    },
    async check(sweeps) {
      const now = clock.now();
      const passedMs = now - checkedAt;
      if (passedMs >= 0 && passedMs < checkMs) return;
      checkedAt = now;
      if (passedMs < 0 || passedMs > asleepMs) {
        for (const [name, each] of expected) expected.set(name, { ...each, since: now });
      }
      const seenAt = new Date(now).toISOString();
      for (const sweep of sweeps) {
        const { since, reason } = expected.get(sweep.name) ?? { since: now };
        const due = dueSince(sweep, new Date(since), new Date(now - patienceMs));
        if (due < starvedAfter) continue;
        const alarm = idleAlarm(sweep, { due, since: new Date(since).toISOString(), reason, seenAt });
        await attempt(() => desk.raise(alarm));
      }
    },
  };
}

/** Why this machine is not offline; undefined where a slot says nothing of that. */
function onlineBecause({ state, up, down }: SweepSlot): string | undefined {
  if (state !== 'ran' || up + down === 0) return undefined;
  return up > 0
    ? 'this machine reaches endpoints again'
    : 'this machine reaches a control target, or an endpoint of another sweep, again';
}
