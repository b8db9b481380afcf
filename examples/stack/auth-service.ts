import type { IncomingMessage } from 'node:http';
import { ok, problem, readJson, textIn, type Answer } from './http.ts';
import { reportedVersion, uptimeS, type Service } from './service.ts';
import { tokenLifetimeS } from './tokens.ts';

/** Users are whoever knows the password of the stack, by the names that test users have. */
const userName = /^staging-e2e-user-\d{3}$/u;

export async function answerAuth(request: IncomingMessage, service: Service): Promise<Answer | undefined> {
  if (service.faults.has('auth-service-down')) return undefined;
  const version = reportedVersion(service);
  const { pathname } = new URL(request.url ?? '/', 'http://stack');
  switch (`${request.method} ${pathname}`) {
    case 'GET /health':
      return ok({ status: 'healthy', service: 'auth', version, uptimeS: uptimeS(service) });
    case 'GET /version':
      return ok({ service: 'auth', sha: version });
    case 'POST /login':
      return login(request, service);
    case 'POST /verify':
      return verify(request, service);
    default:
      return problem(404, 'no such path');
  }
}

async function login(request: IncomingMessage, { tokens, password }: Service): Promise<Answer> {
  const body = await readJson(request);
  const user = textIn(body, 'user');
  if (textIn(body, 'password') !== password || !userName.test(user)) return problem(401, 'user or password is wrong');
  return ok({ token: await tokens.issue(user), user, expiresInS: tokenLifetimeS });
}

async function verify(request: IncomingMessage, { tokens }: Service): Promise<Answer> {
  const user = await tokens.verify(textIn(await readJson(request), 'token'));
  return ok(user === undefined ? { active: false } : { active: true, user });
}
