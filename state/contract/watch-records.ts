import assert from 'node:assert/strict';
import type { Incident } from '#domain/incident.ts';
import {
  actor,
  afterReopening,
  alarm,
  at,
  place,
  probingOrder,
  result,
  silence,
  startMs,
  type WatchSentences,
} from './watch-sentence.ts';

const strange = ['p1', '../p1', '__proto__', '', 'p01', 'P1', 'i1', 'i0', 'i', 'r1'];
const resolve = (incident: Incident): Incident => ({ ...incident, state: 'resolved', resolvedAt: at(60) });
const idsOf = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id);

export const probingSentences: WatchSentences = {
  'a probing that was asked for is whole, and the same after a restart': async (open) => {
    const [{ probings }, answer] = await afterReopening(open, (first) => first.probings.add(probingOrder()));
    const expected = {
      ...probingOrder(),
      id: 'p1',
      state: 'queued',
      counts: { up: 0, down: 0, unknown: 0 },
      results: [],
      pairs: [],
    } as const;
    assert.deepEqual(answer, { probing: expected, added: true });
    assert.deepEqual(await probings.get('p1'), expected);
  },

  'a request makes one probing, however often it is delivered': async (open) => {
    const [{ probings }, answers] = await afterReopening(open, (first) =>
      Promise.all(['q1', 'q1', 'q2', 'q1'].map((requestId) => first.probings.add(probingOrder({ requestId })))),
    );
    await probings.change('p1', { state: 'done', toldAt: at(9) });
    answers.push(await probings.add(probingOrder()));
    assert.deepEqual(
      answers.map(({ probing, added }) => [probing.id, probing.state, added]),
      [
        ['p1', 'queued', true],
        ['p1', 'queued', false],
        ['p2', 'queued', true],
        ['p1', 'queued', false],
        ['p1', 'done', false],
      ],
    );
  },

  'probings are changed in the order of the calls, and what a change answers is what is read later': async (open) => {
    const [{ probings }, changed] = await afterReopening(open, async (first) => {
      await first.probings.add(probingOrder());
      const counts = Array.from({ length: 30 }, (_, up) => ({ up, down: 0, unknown: 0 }));
      await Promise.all(counts.map((each) => first.probings.change('p1', { counts: each, results: [result()] })));
      return first.probings.change('p1', { state: 'running', problem: undefined, startedAt: at(1) });
    });
    assert.deepEqual(await probings.get('p1'), changed);
    assert.deepEqual([changed.counts.up, 'problem' in changed, changed.results.length], [29, false, 1]);
  },

  'active probings are those queued and running, untold those with a place whose end was not told': async (open) => {
    const [{ probings }] = await afterReopening(open, async (first) => {
      for (const requestId of ['q1', 'q2', 'q3', 'q4'])
        await first.probings.add(probingOrder({ requestId, place: requestId === 'q4' ? undefined : place }));
      await first.probings.change('p1', { state: 'running' });
      await first.probings.change('p2', { state: 'done' });
      await first.probings.change('p3', { state: 'interrupted', toldAt: at(9) });
    });
    assert.deepEqual(idsOf(await probings.active()), ['p1', 'p4']);
    assert.deepEqual(idsOf(await probings.untold()), ['p1', 'p2']);
  },

  'the newest 200 probings that have ended are kept, and all that have not; ids never repeat': async (open) => {
    const [{ probings }] = await afterReopening(open, async (first) => {
      for (let n = 1; n <= 204; n += 1) {
        await first.probings.add(probingOrder({ requestId: `q${n}` }));
        if (n > 1) await first.probings.change(`p${n}`, { state: 'done', toldAt: at(9) });
      }
      await first.probings.add(probingOrder({ requestId: 'last' }));
    });
    const kept = await Promise.all(['p1', 'p2', 'p4', 'p5', 'p204'].map((id) => probings.get(id)));
    assert.deepEqual(
      kept.map((probing) => probing?.id),
      ['p1', undefined, undefined, 'p5', 'p204'],
    );
    assert.equal((await probings.add(probingOrder({ requestId: 'next' }))).probing.id, 'p206');
  },

  'a record that is not there is unknown to every call': async (open) => {
    const { probings, incidents } = (await open()).watch;
    for (const id of strange) {
      assert.deepEqual([await probings.get(id), await incidents.get(id)], [undefined, undefined]);
      await assert.rejects(probings.change(id, {}), { code: 'UNKNOWN_PROBING' });
      await assert.rejects(incidents.change(id, resolve), { code: 'UNKNOWN_INCIDENT' });
    }
  },

  'listeners hear of added and changed records after the write, and not once they have left': async (open) => {
    const { probings, incidents } = (await open()).watch;
    const heard: string[] = [];
    const leave = [probings, incidents].map((store) => store.subscribe((id) => heard.push(id)));
    await probings.add(probingOrder());
    await probings.add(probingOrder());
    await probings.change('p1', { state: 'running' });
    await incidents.open(alarm(), place);
    await incidents.open(alarm(), place);
    await incidents.change('i1', (incident) => incident);
    await incidents.change('i1', resolve);
    for (const each of leave) each();
    await incidents.change('i1', (incident) => ({ ...incident, seenAt: at(5) }));
    assert.deepEqual(heard, ['p1', 'p1', 'i1', 'i1']);
  },
};

export const incidentSentences: WatchSentences = {
  'alarms with the same key open one incident until it is resolved, also when they come at once': async (open) => {
    const [{ incidents }, answers] = await afterReopening(open, (first) =>
      Promise.all([
        first.incidents.open(alarm(), place),
        first.incidents.open(alarm({ code: 'ECONNRESET' }), place),
        first.incidents.open(alarm({ key: 'staging/tls' }), undefined),
      ]),
    );
    answers.push(await incidents.open(alarm(), place));
    await incidents.change('i1', resolve);
    answers.push(await incidents.open(alarm(), place));
    assert.deepEqual(
      answers.map(({ incident, added }) => [incident.id, incident.alarm.code, added]),
      [
        ['i1', 'ECONNREFUSED', true],
        ['i1', 'ECONNREFUSED', false],
        ['i2', 'ECONNREFUSED', true],
        ['i1', 'ECONNREFUSED', false],
        ['i3', 'ECONNREFUSED', true],
      ],
    );
    assert.deepEqual(answers[0]?.incident.entries, [{ at: at(0), kind: 'triggered', text: alarm().evidence[0] }]);
  },

  'changes of one incident are applied in the order of the calls; one that throws changes nothing': async (open) => {
    const [{ incidents }, changed] = await afterReopening(open, async (first) => {
      await first.incidents.open(alarm(), place);
      const changes = Array.from({ length: 30 }, (_, n) =>
        first.incidents.change('i1', (incident) => {
          if (n === 7) throw new Error('seven');
          const entry = { at: at(n), kind: 'grew', text: `${n}`, by: n % 2 === 0 ? actor : undefined } as const;
          return { ...incident, entries: [...incident.entries, entry] };
        }),
      );
      return (await Promise.allSettled(changes)).map((each) => each.status === 'fulfilled' && each.value);
    });
    assert.equal(changed[7], false);
    const incident = await incidents.get('i1');
    assert.deepEqual(incident, changed[29]);
    const numbers = incident?.entries.slice(1).map(({ text }) => Number(text));
    assert.deepEqual(
      numbers,
      Array.from({ length: 30 }, (_, n) => n).filter((n) => n !== 7),
    );
  },

  'incidents are listed newest first by environment, state and time, up to the limit': async (open) => {
    const [{ incidents }] = await afterReopening(open, async (first) => {
      for (let n = 0; n < 4; n += 1) {
        const environment = n === 2 ? 'production' : 'staging';
        await first.incidents.open(alarm({ key: `${n}`, environment, seenAt: at(n * 10) }), place);
      }
      await first.incidents.change('i1', resolve);
    });
    const ids = async (filter: Partial<Parameters<typeof incidents.list>[0]>) =>
      idsOf(await incidents.list({ limit: 9, ...filter }));
    assert.deepEqual(await ids({}), ['i4', 'i3', 'i2', 'i1']);
    assert.deepEqual(await ids({ limit: 2 }), ['i4', 'i3']);
    assert.deepEqual(await ids({ environment: 'staging', states: ['triggered'] }), ['i4', 'i2']);
    assert.deepEqual(await ids({ since: at(20) }), ['i4', 'i3', 'i1']);
    assert.deepEqual(await ids({ states: [] }), []);
  },

  'unfinished incidents are those open and those with entries that were not told': async (open) => {
    const [{ incidents }] = await afterReopening(open, async (first) => {
      for (const key of ['a', 'b', 'c']) await first.incidents.open(alarm({ key }), place);
      await first.incidents.change('i1', (incident) => ({ ...incident, toldEntries: 1 }));
      await first.incidents.change('i2', (incident) => ({ ...resolve(incident), toldEntries: 1 }));
      await first.incidents.change('i3', resolve);
    });
    assert.deepEqual(idsOf(await incidents.unfinished()), ['i1', 'i3']);
  },
};

export const silenceSentences: WatchSentences = {
  'a silence replaces the earlier one of the same endpoint, and runs out': async (open) => {
    const [{ silences }] = await afterReopening(open, async (first) => {
      await first.silences.set(silence({ until: at(60) }));
      await Promise.all([
        first.silences.set(silence()),
        first.silences.set(silence({ endpoint: '*', until: at(60) })),
        first.silences.set(silence({ environment: '__proto__' })),
      ]);
    });
    const on = async (seconds: number) =>
      (await silences.list(new Date(startMs + seconds * 1000))).map((each) => `${each.environment} ${each.endpoint}`);
    assert.deepEqual((await on(59)).toSorted(), ['__proto__ chat', 'staging *', 'staging chat']);
    assert.deepEqual((await on(60)).toSorted(), ['__proto__ chat', 'staging chat']);
    assert.deepEqual(await on(3600), []);
  },

  'removing a silence returns it, once': async (open) => {
    const [{ silences }] = await afterReopening(open, (first) => first.silences.set(silence()));
    const removed = await Promise.all([silences.remove('staging', 'chat'), silences.remove('staging', 'chat')]);
    assert.deepEqual(removed, [silence(), undefined]);
    assert.deepEqual(await silences.list(new Date(startMs)), []);
  },
};
