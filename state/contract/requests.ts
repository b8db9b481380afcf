import assert from 'node:assert/strict';
import { afterRestart, request, type Sentences } from './sentence.ts';

export const requestSentences: Sentences = {
  'a request is accepted once, also when it comes twice at the same moment': async (open) => {
    const store = await open();
    const first = await Promise.all([store.requests.accept(request()), store.requests.accept(request())]);
    await store.requests.finish('q1', 'answered');
    assert.deepEqual([...first, await store.requests.accept(request())], [true, false, false]);
  },

  'a request that was accepted or finished is recognised after a restart': async (open) => {
    const [store] = await afterRestart(open, async (first) => {
      await first.requests.accept(request({ id: 'q1' }));
      await first.requests.accept(request({ id: 'q2' }));
      await first.requests.finish('q2', 'answered');
    });
    assert.equal(await store.requests.accept(request({ id: 'q1' })), false);
    assert.equal(await store.requests.accept(request({ id: 'q2' })), false);
  },

  'what was accepted and not finished is pending after a restart, oldest first and whole': async (open) => {
    const asked = ['q1', 'q2', 'q3'].map((id) =>
      request({
        id,
        words: ['run', '\u2028"; é \ud800', id],
        place: { channel: 'C1' },
        responseUrl: `https://hooks.example.com/${id}`,
      }),
    );
    const [store] = await afterRestart(open, async (first) => {
      await Promise.all(asked.map((each) => first.requests.accept(each)));
      await first.requests.finish('q2', 'answered');
    });
    assert.deepEqual(await store.requests.pending(), [asked[0], asked[2]]);
  },

  'finishing twice, or what was never accepted, is harmless': async (open) => {
    const store = await open();
    await store.requests.accept(request());
    await Promise.all([
      store.requests.finish('q1', 'a'),
      store.requests.finish('q1', 'b'),
      store.requests.finish('no', 'c'),
    ]);
    assert.deepEqual(await store.requests.pending(), []);
  },
};
