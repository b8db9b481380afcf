/** `npm run demo`: a workspace in the browser, two stacks to test, and the bot between them, all on this machine. */
import process from 'node:process';

import { startDemo } from './start-demo.ts';
import { untilConnected } from './until-connected.ts';

/** After that the page itself says that the bot is not connected. */
const patienceMs = 10_000;

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
const { playground, stagingUrl, ended } = await startDemo(stopping.signal);
await untilConnected(playground, AbortSignal.any([stopping.signal, AbortSignal.timeout(patienceMs)])).catch(
  () => undefined,
);
console.log(`
  Teneleven playground: ${playground.url}

  Open it, type "/e2e run critical" and send. Then break the stack, and run it again:

    curl -s ${stagingUrl}/faults -d '{"faults":["handler-error"]}'     every socket closes with 1011
    curl -s ${stagingUrl}/faults -d '{"faults":[]}'                    healthy again

  An evening of deploying and testing ("npm run evening" plays both people):

    /e2e loop critical websocket-events on evening                     approve as another person (bottom left)

  Ctrl-C ends everything.
`);
await ended;
