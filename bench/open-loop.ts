import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface Load {
  readonly port: number;
  readonly signingSecret: string;
  /** Where the answers to the commands go. */
  readonly responseUrl: string;
  readonly perSecond: number;
  readonly seconds: number;
}

let launched = 0;

/**
 * Sends signed slash commands at fixed times, whether or not earlier ones were answered, and says how long
 * each took from the moment it was due, in milliseconds. Rejects when one is not acknowledged.
 */
export async function sendCommands(load: Load): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const begin = performance.now();
  const count = load.perSecond * load.seconds;
  const pending: Promise<number>[] = [];
  while (pending.length < count) {
    const due = begin + (pending.length * 1_000) / load.perSecond;
    if (due > performance.now()) await wait(1);
    else pending.push(sendOne(load, agent, due));
  }
  const took = await Promise.all(pending);
  agent.destroy();
  return took;
}

function sendOne({ port, signingSecret, responseUrl }: Load, agent: Agent, due: number): Promise<number> {
  launched += 1;
  const fields = {
    command: '/e2e',
    text: 'status',
    trigger_id: `${process.pid}.${launched}`,
    user_id: 'U1',
    user_name: 'mara',
  };
  const body = String(new URLSearchParams({ ...fields, team_id: 'T1', channel_id: 'C1', response_url: responseUrl }));
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/slack/events', method: 'POST', agent, headers },
      (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - due);
          else reject(new Error(`A command was answered with ${response.statusCode}`));
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
