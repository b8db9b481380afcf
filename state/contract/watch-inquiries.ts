import assert from 'node:assert/strict';
import type { Inquiry } from '#domain/diagnosis.ts';
import { actor, afterReopening, at, inquiryOrder, type WatchSentences } from './watch-sentence.ts';

const strange = ['w1', '../w1', '__proto__', '', 'w01', 'W1', 'p1', 'w0', 'w', 'r1'];
const end = (inquiry: Inquiry): Inquiry => ({ ...inquiry, state: 'done', endedAt: at(9), toldAt: at(9) });
const idsOf = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id);

const correct =
  (cause: string) =>
  (inquiry: Inquiry): Inquiry => {
    const correction = { symptom: 's1', verdict: 'other', cause, by: actor, at: at(1) } as const;
    return { ...inquiry, corrections: [...inquiry.corrections, correction] };
  };

export const inquirySentences: WatchSentences = {
  'an inquiry that was asked for is whole, and made once for each request, also after a restart': async (open) => {
    const [{ inquiries }, answers] = await afterReopening(open, (first) =>
      Promise.all(['q1', 'q1', 'q2'].map((requestId) => first.inquiries.add(inquiryOrder({ requestId })))),
    );
    const nothing = { diagnoses: [], observations: [], probes: 0, corrections: [] };
    const expected = { ...inquiryOrder(), id: 'w1', state: 'queued', ...nothing } as const;
    assert.deepEqual(answers[0], { inquiry: expected, added: true });
    assert.deepEqual(answers[1], { inquiry: expected, added: false });
    assert.equal(answers[2]?.inquiry.id, 'w2');
    assert.deepEqual(await inquiries.add(inquiryOrder()), { inquiry: expected, added: false });
  },

  'inquiries are changed in the order of the calls': async (open) => {
    const [{ inquiries }] = await afterReopening(open, async (first) => {
      await first.inquiries.add(inquiryOrder());
      await Promise.all(['a', 'b', 'c'].map((cause) => first.inquiries.change('w1', correct(cause))));
    });
    const corrections = (await inquiries.get('w1'))?.corrections.map(({ cause }) => cause);
    assert.deepEqual(corrections, ['a', 'b', 'c']);
  },

  'inquiries are listed newest first, of one run or of all; active and untold ones are found': async (open) => {
    const [{ inquiries }] = await afterReopening(open, async (first) => {
      for (const [index, run] of ['r1', 'r2', 'r1', 'r1'].entries()) {
        const place = index === 3 ? undefined : inquiryOrder().place;
        await first.inquiries.add(inquiryOrder({ requestId: `q${index}`, run, place }));
      }
      await first.inquiries.change('w1', end);
      await first.inquiries.change('w2', (inquiry) => ({ ...inquiry, state: 'running' }));
      await first.inquiries.change('w3', (inquiry) => ({ ...inquiry, state: 'done' }));
    });
    assert.deepEqual(idsOf(await inquiries.list({ limit: 9 })), ['w4', 'w3', 'w2', 'w1']);
    assert.deepEqual(idsOf(await inquiries.list({ run: 'r1', limit: 2 })), ['w4', 'w3']);
    assert.deepEqual(idsOf(await inquiries.active()), ['w2', 'w4']);
    assert.deepEqual(idsOf(await inquiries.untold()), ['w2', 'w3']);
  },

  'the newest 200 inquiries that have ended are kept, and all that have not': async (open) => {
    const [{ inquiries }] = await afterReopening(open, async (first) => {
      for (let n = 1; n <= 204; n += 1) {
        await first.inquiries.add(inquiryOrder({ requestId: `q${n}` }));
        if (n > 1) await first.inquiries.change(`w${n}`, end);
      }
      await first.inquiries.add(inquiryOrder({ requestId: 'last' }));
    });
    const kept = await Promise.all(['w1', 'w2', 'w4', 'w5', 'w204'].map((id) => inquiries.get(id)));
    assert.deepEqual(
      kept.map((inquiry) => inquiry?.id),
      ['w1', undefined, undefined, 'w5', 'w204'],
    );
    assert.equal((await inquiries.add(inquiryOrder({ requestId: 'next' }))).inquiry.id, 'w206');
  },

  'an inquiry that is not there is unknown to every call': async (open) => {
    const { inquiries } = (await open()).watch;
    for (const id of strange) {
      assert.equal(await inquiries.get(id), undefined);
      await assert.rejects(inquiries.change(id, end), { code: 'UNKNOWN_INQUIRY' });
    }
  },

  'listeners hear of added and changed inquiries, not of a change that changes nothing': async (open) => {
    const { inquiries } = (await open()).watch;
    const heard: string[] = [];
    const leave = inquiries.subscribe((id) => heard.push(id));
    await inquiries.add(inquiryOrder());
    await inquiries.add(inquiryOrder());
    await inquiries.change('w1', end);
    await inquiries.change('w1', (inquiry) => inquiry);
    leave();
    await inquiries.add(inquiryOrder({ requestId: 'q2' }));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, ['w1', 'w1']);
  },
};
