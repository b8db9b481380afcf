import type { IncomingMessage } from 'node:http';
import { ok, problem, readJson, textIn, type Answer } from './http.ts';
import type { Thread, Threads } from './threads.ts';

export interface ThreadsOfUser {
  readonly user: string;
  readonly threads: Threads;
}

/** `/api/threads`, `/api/threads/ID` and `/api/threads/ID/messages`. Somebody else's thread does not exist. */
export async function answerThreads(request: IncomingMessage, pathname: string, of: ThreadsOfUser): Promise<Answer> {
  const [, id, rest] = /^\/api\/threads(?:\/([\w-]+)(\/messages)?)?$/u.exec(pathname) ?? [];
  if (pathname === '/api/threads') return answerAll(request, of);
  const thread = id === undefined ? undefined : of.threads.get(of.user, id);
  if (thread === undefined) return problem(404, 'no such path or thread');
  return rest === undefined ? answerOne(request, thread, of) : answerMessages(request, thread, of);
}

async function answerAll(request: IncomingMessage, { user, threads }: ThreadsOfUser): Promise<Answer> {
  if (request.method === 'GET') return ok({ threads: threads.list(user).map(summary) });
  if (request.method !== 'POST') return problem(405, 'use GET or POST');
  const title = textIn(await readJson(request), 'title');
  return { status: 201, body: summary(threads.create(user, title)) };
}

function answerOne({ method }: IncomingMessage, thread: Thread, { user, threads }: ThreadsOfUser): Answer {
  if (method === 'GET') return ok(summary(thread));
  if (method !== 'DELETE') return problem(405, 'use GET or DELETE');
  threads.remove(user, thread.id);
  return { status: 204 };
}

async function answerMessages(request: IncomingMessage, thread: Thread, { threads }: ThreadsOfUser): Promise<Answer> {
  if (request.method === 'GET') return ok({ messages: thread.messages });
  if (request.method !== 'POST') return problem(405, 'use GET or POST');
  const text = textIn(await readJson(request), 'text');
  return { status: 201, body: threads.add(thread, 'user', text) };
}

function summary({ id, title, messages }: Thread) {
  return { id, title, messages: messages.length };
}
