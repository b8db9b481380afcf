import { setTimeout as wait } from 'node:timers/promises';

import { elementsOf } from './block-ids.ts';
import type { Playground, SlackJson, UserView } from './contract.ts';
import { untilConnected } from './until-connected.ts';

const words = 'loop critical websocket-events on evening';
const longestMs = 240_000;
/** A card that was decided is edited by then. */
const decidedMs = 1_500;
const mostAttempts = 3;

/** What the evening came to. */
export interface Evening {
  /** The last headline of the loop. */
  readonly ended: string;
  /** How long it took, from the slash command to the report. */
  readonly tookMs: number;
}

interface Stage {
  readonly playground: Playground;
  readonly channel: string;
  readonly asker: UserView;
  readonly second: UserView;
  readonly say: (line: string) => void;
}

/**
 * Two people play the evening in a playground whose bot has `examples/demo.yaml`: one asks for the loop and may not approve
 * it, the other approves. Resolves when the report is posted; rejects when it is not after four minutes.
 */
export async function playEvening(
  playground: Playground,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Evening> {
  const { channels, users } = playground.workspace();
  const channel = channels.find(({ name }) => name === 'staging')?.id ?? '';
  const [asker, second] = users.filter(({ isBot }) => !isBot);
  if (asker === undefined || second === undefined) throw new Error('The playground has no two people');
  const stage: Stage = { playground, channel, asker, second, say };
  const ending = untilReport(stage, AbortSignal.any([signal, AbortSignal.timeout(longestMs)]));
  ending.catch(() => undefined);
  await untilConnected(playground, signal);
  const startedMs = performance.now();
  say(`${asker.name}: /e2e ${words}`);
  await ask(stage);
  return { ended: await ending, tookMs: performance.now() - startedMs };
}

/** A bot that has just started on a busy machine may answer late, as Slack says then. Asking again begins no second loop. */
async function ask({ playground, channel, asker, say }: Stage): Promise<void> {
  let trouble: string | undefined;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const { ok, error } = await playground.slash({ user: asker.id, channel, command: '/e2e', text: words });
    if (ok) return;
    trouble = error;
    if (error !== 'operation_timeout') break;
    say(`  Slack, to ${asker.name}: the bot did not answer within three seconds`);
  }
  throw new Error(`The command was not taken: ${trouble}`);
}

/** Answers what the bot asks, and tells what it says, until it posts the report. Resolves to the last headline of the loop. */
function untilReport(stage: Stage, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const told = new Map<string, string>();
  let headline = '';
  const unsubscribe = stage.playground.onEvent((event) => {
    if (event.kind === 'ephemeral') stage.say(`  bot, to one person: ${firstLine(event.message)}`);
    if ((event.kind !== 'message' && event.kind !== 'edited') || event.channel !== stage.channel) return;
    const { message } = event;
    const ts = String(message['ts']);
    const line = firstLine(message);
    if (message['thread_ts'] === undefined && /\bl\d+\b/u.test(line)) headline = line;
    if (line !== '' && told.get(ts) !== line) stage.say(`  bot: ${line}`);
    told.set(ts, line);
    if (event.kind === 'message') void answer(stage, message).catch(reject);
    if (isReport(message)) resolve(headline);
  });
  signal.addEventListener('abort', () => reject(new Error(`The report did not come; last: ${headline}`)), {
    once: true,
  });
  return promise.finally(unsubscribe);
}

function isReport({ files }: SlackJson): boolean {
  return Array.isArray(files) && JSON.stringify(files).includes('Report of l');
}

function firstLine({ text }: SlackJson): string {
  return typeof text === 'string' ? text.split('\n', 1).join('').slice(0, 300) : '';
}

/** A card is approved: by who asked where that is enough, else they try in vain, and somebody else does it. */
async function answer({ playground, channel, asker, second, say }: Stage, message: SlackJson): Promise<void> {
  const ts = String(message['ts']);
  const buttonNow = () => approveButton(playground.workspace().messages[channel]?.find((each) => each['ts'] === ts));
  for (const person of [asker, second]) {
    const button = buttonNow();
    if (button === undefined) return;
    say(`${person.name}: presses Approve`);
    await playground.press({ user: person.id, channel, ts, ...button });
    await wait(decidedMs);
  }
}

function approveButton(message: SlackJson | undefined) {
  const found = elementsOf(message?.['blocks']).find(({ element }) =>
    String(element['action_id']).startsWith('e2e:approve:'),
  );
  if (found === undefined) return undefined;
  const { element, blockId } = found;
  return { element, blockId: String(blockId), actionId: String(element['action_id']) };
}
