import type { Contact } from '#domain/test-result.ts';

const maxContacts = 20;

/** One entry per host and port, at most 20. */
export function mergeContacts(contacts: Iterable<Contact>): readonly Contact[] {
  const merged = new Map<string, Contact>();
  for (const contact of contacts) {
    const key = `${contact.host} ${contact.port}`;
    const before = merged.get(key);
    if (before !== undefined) merged.set(key, joined(before, contact));
    else if (merged.size < maxContacts) merged.set(key, contact);
  }
  return [...merged.values()];
}

function joined(one: Contact, other: Contact): Contact {
  return {
    ...one,
    connections: one.connections + other.connections,
    bytesOut: sum(one.bytesOut, other.bytesOut),
    bytesIn: sum(one.bytesIn, other.bytesIn),
  };
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}
