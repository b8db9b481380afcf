import { z } from 'zod';

import type { Contact, Exchange } from '#domain/test-result.ts';

import { mergeContacts } from '../merge-contacts.ts';
import { readLines } from '../read-lines.ts';
import { exchangesOf, toldExchanges } from './told-exchanges.ts';

const count = z.number().min(0);
const mostShared = 10;

/** What `plugins/node-contacts.mjs` writes, one a line; a later line of the same key replaces an earlier one. */
const toldContacts = z.union([
  z.object({ problem: z.string() }),
  z.object({ blind: z.string() }),
  z.object({ around: z.string(), exchanges: toldExchanges }),
  z.object({
    id: z.string(),
    key: z.string(),
    contacts: z.array(z.tuple([z.string(), z.int(), count, count, count])),
    exchanges: toldExchanges.optional(),
  }),
]);

/** What was seen of the connections of one test. */
export interface Seen {
  readonly contacts: readonly Contact[];
  readonly exchanges: readonly Exchange[] | undefined;
}

/** Id of a test → what was seen of it, in the order in which tests of that name began. */
export type TestContacts = ReadonlyMap<string, Seen[]>;

/** File, or suite in a file → what the set-up that all its tests share has asked. */
export type SharedExchanges = ReadonlyMap<string, readonly Exchange[]>;

export interface ContactReading {
  readonly contacts: TestContacts;
  readonly shared: SharedExchanges;
  /** Why the recording broke off; redacted. */
  readonly problem?: string | undefined;
  /** What opens connections that are not seen. */
  readonly blind: readonly string[];
}

/** Empty when there is no such file. Never rejects. */
export async function readContacts(file: string, redact: (text: string) => string): Promise<ContactReading> {
  const byKey = new Map<string, Seen & { readonly id: string }>();
  const shared = new Map<string, readonly Exchange[]>();
  const blind = new Set<string>();
  let problem: string | undefined;
  for await (const line of readLines(file)) {
    const told = toldOf(line);
    if (told === undefined) continue;
    if ('problem' in told) problem ??= redact(told.problem).slice(0, 200);
    else if ('blind' in told) blind.add(redact(told.blind).slice(0, 100));
    else if ('around' in told) {
      const before = shared.get(told.around) ?? [];
      shared.set(told.around, [...before, ...(exchangesOf(told.exchanges, redact) ?? [])].slice(-mostShared));
    } else
      byKey.set(told.key, {
        id: told.id,
        contacts: mergeContacts(told.contacts.map((each) => contactOf(each, redact))),
        exchanges: exchangesOf(told.exchanges, redact),
      });
  }
  const contacts = new Map<string, Seen[]>();
  for (const each of byKey.values()) contacts.set(each.id, [...(contacts.get(each.id) ?? []), each]);
  return { contacts, shared, problem, blind: [...blind] };
}

type Told = readonly [host: string, port: number, connections: number, out: number, received: number];

function contactOf([host, port, connections, bytesOut, bytesIn]: Told, redact: (text: string) => string): Contact {
  return { host: redact(host), port, connections, bytesOut, bytesIn };
}

function toldOf(line: string): z.infer<typeof toldContacts> | undefined {
  try {
    return toldContacts.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
