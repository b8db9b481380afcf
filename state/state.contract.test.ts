import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockSentences, postSentences } from './contract/posts-and-locks.ts';
import { requestSentences } from './contract/requests.ts';
import { runSentences } from './contract/runs.ts';
import type { OpenStore } from './contract/sentence.ts';
import { openJsonStore } from './json/open-json-store.ts';
import type { Store } from './state.ts';

/** Every kind of store: makes an empty storage, hands out how to open it, and clears it away. */
const stores: Readonly<Record<string, (work: (open: OpenStore) => Promise<void>) => Promise<void>>> = {
  json: async (work) => {
    const data = await mkdtemp(join(tmpdir(), 'teneleven-state-'));
    try {
      await work(() => openJsonStore({ data, keepRuns: 500, now: () => new Date() }));
    } finally {
      await rm(data, { recursive: true });
    }
  },
};

const sentences = { ...runSentences, ...requestSentences, ...postSentences, ...lockSentences };

for (const [name, withStorage] of Object.entries(stores)) {
  for (const [sentence, show] of Object.entries(sentences)) {
    test(`${name}: ${sentence}`, () => withStorage((open) => closingAll(open, show)));
  }
}

async function closingAll(open: OpenStore, show: (open: OpenStore) => Promise<void>): Promise<void> {
  const opened: Store[] = [];
  const remember: OpenStore = async () => {
    const store = await open();
    opened.push(store);
    return store;
  };
  try {
    await show(remember);
  } finally {
    await Promise.all(opened.map((store) => store.close()));
  }
}
