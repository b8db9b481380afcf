import { faults } from './faults.ts';
import { startStack } from './start-stack.ts';

/** `node examples/stack/main.ts [fault…]`: the stack for a person, on ports 4110 and 4111 until Ctrl-C. */
const stack = await startStack({ ports: { api: 4110, auth: 4111 }, faults: process.argv.slice(2) });
const widest = Math.max(...Object.keys(faults).map((name) => name.length));
console.log(`api   ${stack.apiUrl}  (WebSocket ${stack.webSocketUrl})
auth  ${stack.authUrl}

Run the suites in another terminal:
${Object.entries(stack.variables)
  .map(([name, value]) => `  export ${name}=${value}`)
  .join('\n')}
  npx teneleven run critical --config examples/e2e.yaml

Break it, and mend it with an empty list:
  curl -s ${stack.apiUrl}/faults -H 'content-type: application/json' -d '{"faults":["handler-error"]}'

${Object.entries(faults)
  .map(([name, effect]) => `  ${name.padEnd(widest)}  ${effect}`)
  .join('\n')}`);
process.once('SIGINT', () => void stack.close());
process.once('SIGTERM', () => void stack.close());
