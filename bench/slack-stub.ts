/** Slack as far as acknowledgements need it: it knows the bot and everybody, and takes every answer. Its port is its first line. */
import { createServer } from 'node:http';

const answers: Readonly<Record<string, object>> = {
  '/api/auth.test': { team_id: 'T1', user_id: 'U0BOT', bot_id: 'B0BOT', user: 'teneleven' },
  '/api/users.info': { user: { id: 'U1', team_id: 'T1', profile: {} } },
};

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => response.end(JSON.stringify({ ok: true, ...answers[request.url ?? ''] })));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
