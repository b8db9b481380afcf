import type { WsEvent } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';
import { roundMs } from './time-wall.ts';

/** The type of an event, at a JSON pointer; undefined for what is not JSON or has no text or number there. */
export function readType(text: string, pointer: string): string | undefined {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' ? cutShort(String(value), 100) : undefined;
}

/** As it is named where it is the last one that came. */
export function describeMessage({ type, text }: Pick<WsEvent, 'type' | 'text'>): string {
  return text === undefined ? 'binary' : (type ?? 'of no known type');
}

const mostEvents = 200;
const mostCharacters = 500;

/** The first and the last events of a connection; the last one names the stage at which it stopped. */
export interface Transcript {
  add(event: WsEvent): void;
  events(): readonly WsEvent[];
}

/** `veil` hides what must not be kept; `isAdHoc`: sizes alone are. */
export function createTranscript(veil: (text: string) => string, isAdHoc: boolean): Transcript {
  const events: WsEvent[] = [];
  return {
    add(event) {
      const text = isAdHoc || event.text === undefined ? undefined : veil(cutShort(event.text, 4 * mostCharacters));
      if (events.length === mostEvents) events.splice(mostEvents / 2, 1);
      events.push({ ...event, text: text && cutShort(text, mostCharacters), atMs: roundMs(event.atMs) });
    },
    events: () => events,
  };
}
