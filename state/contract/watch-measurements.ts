import assert from 'node:assert/strict';
import type { ProbePoint } from '../watch.ts';
import { afterReopening, at, close, result, slot, startMs, type WatchSentences } from './watch-sentence.ts';

const http = { version: 'HTTP/1.1', status: 200, headers: {}, wireBytes: 2, bodyBytes: 2, assertions: [] } as const;
const refused = {
  standing: 'down',
  brokeAt: 'tcp',
  problem: { code: 'ECONNREFUSED', message: '127.0.0.1:8080 refused' },
} as const;

export const probeSentences: WatchSentences = {
  'of a result its time, standing, rung, code and latency are kept as a point': async (open) => {
    const [{ probes }] = await afterReopening(open, (first) =>
      first.probes.add([
        result({ http: { ...http, firstByteMs: 12.345_678 } }),
        result({ startedAt: '2026-11-22T16:41:00Z', isSpoiled: true, ...refused }),
        result({ endpoint: 'chat', startedAt: at(61), standing: 'unknown' }),
      ]),
    );
    const common = { environment: 'staging', endpoint: 'api' };
    const expected: readonly ProbePoint[] = [
      { at: at(61), environment: 'staging', endpoint: 'chat', standing: 'unknown' },
      { at: at(60), ...common, standing: 'down', brokeAt: 'tcp', code: 'ECONNREFUSED', isSpoiled: true },
      { at: at(0), ...common, standing: 'up', latencyMs: 12.346 },
    ];
    assert.deepEqual(await probes.points({ since: at(0), limit: 9 }), expected);
  },

  'points are found newest first by environment and endpoint, since then inclusively, up to the limit': async (
    open,
  ) => {
    const [{ probes }] = await afterReopening(open, async (first) => {
      for (let n = 0; n < 6; n += 1) {
        const startedAt = at(n);
        await first.probes.add([
          result({ startedAt, endpoint: n % 2 === 0 ? 'api' : '__proto__' }),
          result({ startedAt, environment: 'production' }),
        ]);
      }
    });
    const found = async (filter: { environment?: string; endpoint?: string; since?: string; limit?: number }) =>
      (await probes.points({ since: at(0), limit: 99, ...filter })).map(
        (point) => (Date.parse(point.at) - startMs) / 1000,
      );
    assert.deepEqual(await found({ environment: 'staging', endpoint: 'api' }), [4, 2, 0]);
    assert.deepEqual(await found({ environment: 'staging', endpoint: '__proto__', since: at(3) }), [5, 3]);
    assert.deepEqual(await found({ endpoint: 'api', limit: 2 }), [5, 4]);
    assert.deepEqual(await found({ endpoint: 'api', limit: 0 }), []);
    assert.deepEqual(await found({ environment: 'nowhere' }), []);
    assert.equal((await found({})).length, 12);
  },

  'the newest whole result of each endpoint is kept': async (open) => {
    const newest = result({ startedAt: at(60), http: { ...http, body: 'é “ok” \n'.repeat(100) }, ...refused });
    const other = result({ endpoint: 'chat', startedAt: at(1) });
    const [{ probes }] = await afterReopening(open, async (first) => {
      await first.probes.add([result(), other]);
      await first.probes.add([result({ startedAt: at(30) }), newest, result({ environment: 'production' })]);
    });
    const latest = (await probes.latest()).toSorted((one, two) => (one.startedAt < two.startedAt ? -1 : 1));
    assert.deepEqual(latest, [result({ environment: 'production' }), other, newest]);
  },

  'of an address that is not configured nothing is kept': async (open) => {
    const { probes } = (await open()).watch;
    await probes.add([result({ environment: undefined, endpoint: 'http://127.0.0.1:9/' })]);
    assert.deepEqual([await probes.latest(), await probes.points({ since: at(0), limit: 9 })], [[], []]);
  },

  'batches that are added at the same time are all kept': async (open) => {
    const [{ probes }] = await afterReopening(open, (first) =>
      Promise.all(
        Array.from({ length: 50 }, (_, n) => first.probes.add([result({ endpoint: `e${n}`, startedAt: at(n) })])),
      ),
    );
    const points = await probes.points({ since: at(0), limit: 99 });
    assert.deepEqual(
      points.map(({ endpoint }) => endpoint),
      Array.from({ length: 50 }, (_, n) => `e${49 - n}`),
    );
    assert.equal((await probes.latest()).length, 50);
  },
};

export const ledgerSentences: WatchSentences = {
  'closes of one minute with equal keys are added up': async (open) => {
    const [{ ledger }] = await afterReopening(open, async (first) => {
      await first.ledger.add([close(), close({ count: 4 }), close({ minuteAt: '2026-11-22T16:40:31Z', count: 2 })]);
      await Promise.all([first.ledger.add([close()]), first.ledger.add([close({ version: undefined, count: 2 })])]);
    });
    await ledger.add([close({ count: 10 })]);
    assert.deepEqual(await ledger.since(at(0)), [close({ count: 20 })]);
  },

  'closes that differ in anything are told apart': async (open) => {
    const different = [
      close(),
      close({ minuteAt: at(60) }),
      close({ environment: 'production' }),
      close({ endpoint: 'events' }),
      close({ code: 1006, closedBy: 'nobody', reason: 'none' }),
      close({ closedBy: 'client' }),
      close({ reason: 'keepalive' }),
      close({ version: '3f2a' }),
      close({ source: 'push' }),
    ];
    const [{ ledger }] = await afterReopening(open, (first) => first.ledger.add(different));
    const found = await ledger.since(at(0));
    assert.deepEqual(new Set(found.map((each) => JSON.stringify(each, Object.keys(each).toSorted()))).size, 9);
    assert.deepEqual(found.at(-1), close({ minuteAt: at(60) }));
  },

  'closes are found oldest first by environment and endpoint, since then inclusively': async (open) => {
    const [{ ledger }] = await afterReopening(open, async (first) => {
      for (const minute of [3, 1, 2]) await first.ledger.add([close({ minuteAt: at(minute * 60), count: minute })]);
      await first.ledger.add([close({ endpoint: 'events' }), close({ environment: 'production', minuteAt: at(120) })]);
    });
    const counts = async (...query: Parameters<typeof ledger.since>) =>
      (await ledger.since(...query)).map(({ count }) => count);
    assert.deepEqual(await counts(at(60), { environment: 'staging' }), [1, 2, 3]);
    assert.deepEqual(await counts(at(61), { environment: 'staging', endpoint: 'chat' }), [2, 3]);
    assert.deepEqual(await counts(at(0), { endpoint: 'events' }), [1]);
    assert.deepEqual(await counts(at(600)), []);
  },
};

export const sweepSentences: WatchSentences = {
  'slots are listed newest first, by sweep, since then inclusively, up to the limit': async (open) => {
    const nightly = slot({ sweep: 'nightly', dueAt: at(60), state: 'missed', reason: 'Nobody was there' });
    const [{ sweeps }] = await afterReopening(open, async (first) => {
      for (const n of [0, 60, 120]) await first.sweeps.add(slot({ dueAt: at(n), up: n }));
      await first.sweeps.add(nightly);
    });
    assert.deepEqual(await sweeps.list({ since: at(60), limit: 9 }), [
      nightly,
      slot({ dueAt: at(120), up: 120 }),
      slot({ dueAt: at(60), up: 60 }),
    ]);
    assert.deepEqual(await sweeps.list({ sweep: 'nightly', since: at(0), limit: 9 }), [nightly]);
    assert.equal((await sweeps.list({ sweep: 'every-minute', since: at(0), limit: 2 })).length, 2);
    assert.deepEqual(await sweeps.list({ since: at(0), limit: 0 }), []);
  },

  'the newest slot of each sweep is known': async (open) => {
    const [{ sweeps }] = await afterReopening(open, async (first) => {
      await Promise.all([first.sweeps.add(slot()), first.sweeps.add(slot({ sweep: '__proto__' }))]);
      await first.sweeps.add(slot({ dueAt: at(60), state: 'overlapped' }));
    });
    const latest = (await sweeps.latest()).toSorted((one, two) => (one.sweep < two.sweep ? -1 : 1));
    assert.deepEqual(latest, [slot({ sweep: '__proto__' }), slot({ dueAt: at(60), state: 'overlapped' })]);
  },
};
