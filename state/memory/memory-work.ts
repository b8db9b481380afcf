import { isApprovalActive } from '#domain/approval.ts';
import { isAuditActive } from '#domain/audit.ts';
import { isLoopActive } from '#domain/loop.ts';

import { newApproval, newAudit, newLoop, type RecordStore, type WorkStore } from '../work.ts';
import { createRecords, unknown } from './memory-records.ts';

const kept = 200;

/** Keeps nothing longer than the process: for a terminal beside a running bot, and for tests. Bounded. */
export function createMemoryWork(): WorkStore {
  return {
    loops: {
      ...createStore({ prefix: 'l', noun: 'loop', isActive: isLoopActive, make: newLoop }),
      folder: () => '/nonexistent',
    },
    approvals: createStore({ prefix: 'y', noun: 'approval', isActive: isApprovalActive, make: newApproval }),
    audits: createStore({ prefix: 'a', noun: 'audit', isActive: isAuditActive, make: newAudit }),
  };
}

interface Kind<T, N> {
  readonly prefix: string;
  readonly noun: string;
  readonly isActive: (record: T) => boolean;
  readonly make: (id: string, order: N) => T;
}

interface Told {
  readonly id: string;
  readonly requestId: string;
  readonly environment: string;
  readonly place?: unknown;
  readonly toldAt?: string | undefined;
}

function createStore<T extends Told, N extends { readonly requestId: string }>(kind: Kind<T, N>): RecordStore<T, N> {
  const { prefix, noun, isActive, make } = kind;
  const records = createRecords<T>(prefix, kept, isActive);
  return {
    async add(order) {
      const earlier = records.list().find((each) => each.requestId === order.requestId);
      if (earlier !== undefined) return { record: earlier, added: false };
      return { record: records.save(make(records.nextId(), order)), added: true };
    },
    async change(id, change) {
      const record = records.get(id);
      if (record === undefined) throw unknown(`UNKNOWN_${noun.toUpperCase()}`, noun, id);
      const changed = change(record);
      return changed === record ? record : records.save(changed);
    },
    get: async (id) => records.get(id),
    list: async ({ environment, limit }) => {
      const fits = (each: T): boolean => environment === undefined || each.environment === environment;
      return records.list().filter(fits).toReversed().slice(0, limit);
    },
    active: async () => records.list().filter(isActive),
    untold: async () => records.list().filter((each) => each.place !== undefined && each.toldAt === undefined),
    subscribe: records.subscribe,
  };
}
