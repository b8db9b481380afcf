import assert from 'node:assert/strict';
import { afterRestart, order, post, type Sentences } from './sentence.ts';

const ana = order().requestedBy;

export const postSentences: Sentences = {
  'the last saved post of a key is read, also after a restart': async (open) => {
    const sent = post({ state: 'sent', ts: '1.1', permalink: 'https://example.com/p1', shown: 'abc' });
    const [store] = await afterRestart(open, async (first) => {
      await first.runs.add(order());
      await Promise.all([first.posts.save(post()), first.posts.save(sent), first.posts.save(post({ key: 'r1/log' }))]);
    });
    assert.deepEqual(await store.posts.get('r1/root'), sent);
    assert.deepEqual(await store.posts.get('r1/log'), post({ key: 'r1/log' }));
    assert.equal(await store.posts.get('r1/ended'), undefined);
  },

  'posts that belong to no run are kept as well': async (open) => {
    const keys = ['i1/root', 'r99/root', 'hello', '__proto__', '../x/root'];
    const [store] = await afterRestart(open, (first) =>
      Promise.all(keys.map((key) => first.posts.save(post({ key })))),
    );
    for (const key of keys) assert.deepEqual(await store.posts.get(key), post({ key }));
  },
};

export const lockSentences: Sentences = {
  'the first of two who lock an environment has it, also after a restart': async (open) => {
    const mine = { environment: 'staging', by: ana, reason: 'demo at ten', at: order().queuedAt };
    const theirs = { environment: 'staging', by: { ...ana, id: 'U2', name: 'ben' }, at: order().queuedAt };
    const [store, answers] = await afterRestart(open, (first) =>
      Promise.all([first.locks.lock(mine), first.locks.lock(theirs)]),
    );
    assert.deepEqual(answers, [true, false]);
    assert.equal(await store.locks.lock(theirs), false);
    assert.deepEqual(await store.locks.get('staging'), mine);
    assert.equal(await store.locks.get('__proto__'), undefined);
  },

  'unlocking returns the lock that was removed, once': async (open) => {
    const store = await open();
    const lock = { environment: 'staging', by: ana, at: order().queuedAt };
    await store.locks.lock(lock);
    await store.locks.lock({ ...lock, environment: 'production' });
    const removed = await Promise.all([store.locks.unlock('staging'), store.locks.unlock('staging')]);
    assert.deepEqual(removed, [lock, undefined]);
    assert.deepEqual(await store.locks.list(), [{ ...lock, environment: 'production' }]);
  },
};
