import { aiohttp } from './aiohttp.ts';
import { assertion } from './assertion.ts';
import { closes } from './closes.ts';
import type { ErrorParser } from './failure-facts.ts';
import { httpx } from './httpx.ts';
import { node } from './node.ts';
import { other } from './other.ts';
import { playwright } from './playwright.ts';
import { pytest } from './pytest.ts';
import { python } from './python.ts';
import { requests } from './requests.ts';
import { undici } from './undici.ts';
import { websocketClient } from './websocket-client.ts';
import { websockets } from './websockets.ts';
import { ws } from './ws.ts';

/** Every library whose words are known; the first that knows an error speaks for it, so the particular come first. */
export const errorParsers: readonly ErrorParser[] = [
  websockets,
  websocketClient,
  httpx,
  requests,
  aiohttp,
  playwright,
  undici,
  ws,
  pytest,
  closes,
  python,
  node,
  assertion,
  other,
];
