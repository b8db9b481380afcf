import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockSentences, postSentences } from './contract/posts-and-locks.ts';
import { proofSentences } from './contract/proofs.ts';
import { requestSentences } from './contract/requests.ts';
import { runSentences } from './contract/runs.ts';
import type { OpenStore } from './contract/sentence.ts';
import { inquirySentences } from './contract/watch-inquiries.ts';
import { ledgerSentences, probeSentences, sweepSentences } from './contract/watch-measurements.ts';
import { incidentSentences, probingSentences, silenceSentences } from './contract/watch-records.ts';
import type { OpenWatch } from './contract/watch-sentence.ts';
import { openJsonStore } from './json/open-json-store.ts';
import { createMemoryWatch } from './memory/memory-watch.ts';
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

/** Every kind of store of what watching keeps; that in memory is asked again in place of being opened again. */
const watches: Readonly<Record<string, (work: (open: OpenWatch) => Promise<void>) => Promise<void>>> = {
  ...stores,
  memory: (work) => {
    const watch = createMemoryWatch();
    return work(async () => ({ watch, close: async () => {} }));
  },
};

const sentences = { ...runSentences, ...requestSentences, ...postSentences, ...lockSentences, ...proofSentences };

for (const [name, withStorage] of Object.entries(stores)) {
  for (const [sentence, show] of Object.entries(sentences)) {
    test(`${name}: ${sentence}`, () => withStorage((open) => closingAll(open, show)));
  }
}

const watchSentences = {
  ...probeSentences,
  ...ledgerSentences,
  ...sweepSentences,
  ...probingSentences,
  ...incidentSentences,
  ...silenceSentences,
  ...inquirySentences,
};

for (const [name, withStorage] of Object.entries(watches)) {
  for (const [sentence, show] of Object.entries(watchSentences)) {
    test(`${name}: ${sentence}`, () => withStorage((open) => closingAll(open, show)));
  }
}

type Closing = Pick<Store, 'close'>;

async function closingAll<T extends Closing>(
  open: () => Promise<T>,
  show: (open: () => Promise<T>) => Promise<void>,
): Promise<void> {
  const opened: T[] = [];
  const remember = async (): Promise<T> => {
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
