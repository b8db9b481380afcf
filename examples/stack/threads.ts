import { randomUUID } from 'node:crypto';

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly at: string;
}

export interface Thread {
  readonly id: string;
  readonly title: string;
  readonly messages: Message[];
}

const mostPerUser = 1_000;

/** Threads in memory. A user only ever reaches their own. */
export interface Threads {
  create(user: string, title: string): Thread;
  list(user: string): readonly Thread[];
  get(user: string, id: string): Thread | undefined;
  remove(user: string, id: string): boolean;
  add(thread: Thread, role: Message['role'], text: string): Message;
}

export function createThreads(): Threads {
  const byUser = new Map<string, Map<string, Thread>>();
  const of = (user: string): Map<string, Thread> => {
    const threads = byUser.get(user) ?? new Map<string, Thread>();
    byUser.set(user, threads);
    return threads;
  };
  return {
    create: (user, title) => {
      const threads = of(user);
      const [oldest] = threads.keys();
      if (threads.size >= mostPerUser && oldest !== undefined) threads.delete(oldest);
      const thread: Thread = { id: randomUUID(), title, messages: [] };
      threads.set(thread.id, thread);
      return thread;
    },
    list: (user) => [...of(user).values()],
    get: (user, id) => of(user).get(id),
    remove: (user, id) => of(user).delete(id),
    add: (thread, role, text) => {
      const message: Message = { id: randomUUID(), role, text, at: new Date().toISOString() };
      if (thread.messages.length >= mostPerUser) thread.messages.shift();
      thread.messages.push(message);
      return message;
    },
  };
}
