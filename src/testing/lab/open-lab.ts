import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import type { Cause } from '#diagnosis/cause.ts';
import type { Variables } from '#domain/setting.ts';

import { makeCertificates } from '../certificates.ts';
import { bothShow } from './both-show.ts';
import type { Fault } from './fault.ts';
import { judgeTrial, type Judged } from './judge-trial.ts';
import { runTrial, type TrialOrder, type TrialResult } from './run-trial.ts';

export interface DoneTrial {
  readonly order: TrialOrder;
  readonly result?: TrialResult | undefined;
  /** Absent where the trial does not count. */
  readonly judged?: Judged | undefined;
  /** Why the stack could not be built. */
  readonly problem?: string | undefined;
}

export interface TrialLab extends AsyncDisposable {
  /** Two at a time; in the order in which they end. */
  runAll(
    orders: readonly TrialOrder[],
    causes: readonly Cause[],
    onDone?: (trial: DoneTrial) => void,
  ): Promise<readonly DoneTrial[]>;
}

const atOnce = 2;

/** The same place with one of its faults. */
function aloneOf(order: TrialOrder, fault: Fault): TrialOrder {
  return { ...order, faults: [fault], isRunOnly: true };
}

/** `?aheadS=` is how far its clock is ahead. */
function answerAt({ url }: IncomingMessage, response: ServerResponse): void {
  const aheadS = Number(URL.parse(url ?? '/', 'http://control')?.searchParams.get('aheadS') ?? 0);
  response.setHeader('date', new Date(Date.now() + aheadS * 1_000).toUTCString());
  response.end('ok');
}

/** An authority of its own, and a target that always answers. With `ending` aborted, trials end what they started, and no other begins. */
export async function openLab(variables: Variables, ending?: AbortSignal): Promise<TrialLab> {
  const certificates = makeCertificates();
  const control = createServer(answerAt).listen(0, '127.0.0.1');
  await once(control, 'listening');
  const address = control.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const parts = { certificates, variables, ending, control: `http://127.0.0.1:${port}/` };
  return {
    async runAll(orders, causes, onDone) {
      const waiting = [...orders];
      const done: DoneTrial[] = [];
      const work = async (): Promise<void> => {
        for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
          if (ending?.aborted === true) return;
          const trial = await go(order);
          done.push(trial);
          onDone?.(trial);
        }
      };
      const go = async (order: TrialOrder): Promise<DoneTrial> => {
        try {
          const alone = await Promise.all(
            order.faults.length < 2 ? [] : order.faults.map((fault) => runTrial(aloneOf(order, fault), parts)),
          );
          const result = await runTrial(order, parts);
          const [one, other] = alone.map(({ failures }) => failures);
          if (one !== undefined && other !== undefined && !bothShow(result.failures, one, other)) {
            return { order, problem: 'one fault hides the other, or looks the same: nothing to tell apart' };
          }
          return { order, result, judged: judgeTrial(result, causes) };
        } catch (error) {
          return { order, problem: String(error instanceof Error ? (error.stack ?? error.message) : error) };
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return done;
    },
    async [Symbol.asyncDispose]() {
      certificates.remove();
      control.closeAllConnections();
      await new Promise((resolve) => void control.close(resolve));
    },
  };
}
