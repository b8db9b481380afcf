import assert from 'node:assert/strict';
import type { Run } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';
import { afterRestart, order, type Sentences } from './sentence.ts';

const red: TestResult = {
  id: 'test_ws.py::test_close[1011]',
  outcome: 'failed',
  durationMs: 5_012.5,
  failure: { type: 'AssertionError', message: 'got “1011” \u{1f525}', details: 'line\n'.repeat(40) },
  attempts: 2,
};

export const runSentences: Sentences = {
  'a queued run is whole, and the same after a restart': async (open) => {
    const [store, { run, added }] = await afterRestart(open, (first) => first.runs.add(order()));
    const expected: Run = {
      ...order(),
      id: 'r1',
      state: 'queued',
      versions: {},
      counts: { passed: 0, failed: 0, error: 0, skipped: 0, flaky: 0 },
      failures: [],
      findings: [],
    };
    assert.deepEqual({ run, added }, { run: expected, added: true });
    assert.deepEqual(await store.runs.get('r1'), expected);
  },

  'runs added at the same time are numbered in the order of the calls': async (open) => {
    const store = await open();
    const suites = Array.from({ length: 40 }, (_, n) => `suite-${n}`);
    const answers = await Promise.all(suites.map((suite) => store.runs.add(order({ suite }))));
    assert.deepEqual(
      answers.map(({ run }) => [run.id, run.suite]),
      suites.map((suite, n) => [`r${n + 1}`, suite]),
    );
  },

  'one request makes one run of a suite on an environment, however often it is delivered': async (open) => {
    const store = await open();
    const answers = await Promise.all([1, 2, 3].map(() => store.runs.add(order())));
    await store.runs.change('r1', { state: 'cancelled', toldAt: order().queuedAt });
    answers.push(await store.runs.add(order()));
    assert.deepEqual(
      answers.map(({ run, added }) => [run.id, added]),
      [
        ['r1', true],
        ['r1', false],
        ['r1', false],
        ['r1', false],
      ],
    );
    const others = await Promise.all([
      store.runs.add(order({ suite: 'smoke' })),
      store.runs.add(order({ environment: 'production' })),
    ]);
    assert.deepEqual(
      others.map(({ run }) => run.id),
      ['r2', 'r3'],
    );
  },

  'a request is recognised after a restart, also when its run has ended and been told': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      await first.runs.change('r1', { state: 'cancelled', toldAt: order().queuedAt });
    });
    const { run, added } = await store.runs.add(order());
    assert.deepEqual([run.id, run.state, added], ['r1', 'cancelled', false]);
  },

  'a second person who asks for what is queued or running is pointed at that run': async (open) => {
    const store = await open();
    const asked = ['q1', 'q2', 'q3'].map((requestId) => store.runs.add(order({ requestId })));
    assert.deepEqual(
      (await Promise.all(asked)).map(({ run, added }) => [run.id, added]),
      [
        ['r1', true],
        ['r1', false],
        ['r1', false],
      ],
    );
    const narrower = await store.runs.add(order({ requestId: 'q4', selection: { keyword: 'login' } }));
    assert.deepEqual([narrower.run.id, narrower.added], ['r2', true]);
  },

  'whoever was pointed at a run gets no new one when the delivery is repeated after its end': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      await first.runs.add(order({ requestId: 'q2' }));
      await first.runs.change('r1', { state: 'cancelled', toldAt: order().queuedAt });
    });
    const again = await store.runs.add(order({ requestId: 'q2' }));
    assert.deepEqual([again.run.id, again.added], ['r1', false]);
  },

  'changes of one run are applied in the order of the calls': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      const names = Array.from({ length: 50 }, (_, n) => `test-${n}`);
      const changed = await Promise.all(names.map((latestTest) => first.runs.change('r1', { latestTest })));
      assert.deepEqual(
        changed.map((run) => run.latestTest),
        names,
      );
    });
    assert.equal((await store.runs.get('r1'))?.latestTest, 'test-49');
  },

  'the first end of a run wins': async (open) => {
    const store = await open();
    await store.runs.add(order());
    await store.runs.change('r1', { state: 'running' });
    const ends = await Promise.all([
      store.runs.change('r1', { state: 'cancelled', verdict: 'invalid' }),
      store.runs.change('r1', { state: 'passed', verdict: 'proven' }),
    ]);
    assert.deepEqual(
      ends.map((run) => [run.state, run.verdict]),
      [
        ['cancelled', 'invalid'],
        ['cancelled', 'invalid'],
      ],
    );
  },

  'what a change answers is what is read later': async (open) => {
    const [store, changed] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      return first.runs.change('r1', {
        state: 'running',
        verdict: undefined,
        versions: { api: 'a1' },
        failures: [red],
      });
    });
    assert.deepEqual(await store.runs.get('r1'), changed);
    assert.equal('verdict' in changed, false);
  },

  'a run that is not there is unknown to every call': async (open) => {
    const store = await open();
    for (const id of ['r1', '../r1', '__proto__', '', 'r01', 'R1']) {
      assert.equal(await store.runs.get(id), undefined);
      assert.deepEqual(await store.runs.tests(id), []);
      await assert.rejects(store.runs.change(id, { state: 'running' }), { code: 'UNKNOWN_RUN' });
      await assert.rejects(store.runs.saveTests(id, []), { code: 'UNKNOWN_RUN' });
    }
  },

  'test results are replaced whole': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      assert.deepEqual(await first.runs.tests('r1'), []);
      await Promise.all([first.runs.saveTests('r1', [red, red]), first.runs.saveTests('r1', [red])]);
    });
    assert.deepEqual(await store.runs.tests('r1'), [red]);
    await store.runs.saveTests('r1', []);
    assert.deepEqual(await store.runs.tests('r1'), []);
  },

  'runs are listed newest first, by suite, environment and state, up to the limit': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      for (let n = 1; n <= 12; n += 1) {
        const suite = n % 3 === 0 ? 'events' : 'critical';
        const { run } = await first.runs.add(order({ requestId: `q${n}`, suite, selection: { keyword: `${n}` } }));
        if (n <= 8) await first.runs.change(run.id, { state: 'cancelled', toldAt: run.queuedAt });
      }
    });
    const ids = async (filter: Parameters<typeof store.runs.list>[0]) =>
      (await store.runs.list(filter)).map((run) => run.id);
    assert.deepEqual(await ids({ limit: 3 }), ['r12', 'r11', 'r10']);
    assert.deepEqual(await ids({ limit: 3, suite: 'events' }), ['r12', 'r9', 'r6']);
    assert.deepEqual(await ids({ limit: 100, suite: 'events', states: ['cancelled'] }), ['r6', 'r3']);
    assert.deepEqual(await ids({ limit: 2, states: ['cancelled', 'queued'] }), ['r12', 'r11']);
    assert.deepEqual(await ids({ limit: 9, environment: 'production' }), []);
    assert.deepEqual(await ids({ limit: 0 }), []);
  },

  'active runs are the queued and running, untold those whose end was not told': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      for (const suite of ['a', 'b', 'c', 'd']) await first.runs.add(order({ suite }));
      await first.runs.add(order({ suite: 'terminal', place: undefined }));
      await first.runs.change('r2', { state: 'running' });
      await first.runs.change('r3', { state: 'cancelled' });
      await first.runs.change('r4', { state: 'cancelled', toldAt: order().queuedAt });
    });
    assert.deepEqual(
      (await store.runs.active()).map((run) => run.id),
      ['r1', 'r2', 'r5'],
    );
    assert.deepEqual(
      (await store.runs.untold()).map((run) => run.id),
      ['r1', 'r2', 'r3'],
    );
  },

  'listeners hear of added and changed runs after the write, and not once they have left': async (open) => {
    const store = await open();
    const heard: string[] = [];
    const leave = store.subscribe((id) => heard.push(id));
    await store.runs.add(order());
    await store.runs.add(order());
    await store.runs.change('r1', { state: 'running' });
    await store.runs.change('r1', { state: 'queued' });
    leave();
    await store.runs.change('r1', { state: 'passed' });
    assert.deepEqual(heard, ['r1', 'r1']);
  },
};
