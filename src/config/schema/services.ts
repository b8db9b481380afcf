import { z } from 'zod';
import { authForms, type Service, type ServiceCheck, type WebSocketEndpoint } from '#domain/configuration.ts';
import {
  duration,
  headerName,
  httpUrl,
  jsonPointer,
  jsonPointerInside,
  name,
  path,
  setting,
  text,
  versionPath,
  webSocketUrl,
} from './texts.ts';

const within = duration({ min: '1ms', max: '10m' }).optional();

const checkObject = z.strictObject({
  path: path.describe('Path below the url of the service.'),
  status: z.int().min(100).max(599).optional().describe('The status that it must answer with. Default: any 2xx.'),
  contains: text.optional().describe('A text that the body must contain.'),
  json: z.record(jsonPointerInside, z.unknown()).optional().describe('JSON pointer → the value that must stand there.'),
  within: within.describe('How long the answer may take.'),
  auth: name.optional().describe('The credential to sign in with.'),
});

const check = z.union([path, checkObject], { error: 'a path, or a map with path' }).transform((value): ServiceCheck => {
  if (typeof value === 'string') return { path: value };
  const { within: withinMs, ...rest } = value;
  return { ...rest, withinMs };
});

export const service = z
  .strictObject({
    url: httpUrl.describe('Base URL.'),
    health: path.optional().describe('A cheap path that answers 2xx while the service lives.'),
    deepHealth: path.optional().describe('A path that also asks what the service depends on.'),
    version: versionPath.optional().describe('Where it says which version runs: a path, or path#/json/pointer.'),
    checks: z.array(check).default([]).describe('Further paths to probe.'),
    headers: z.record(headerName, setting).default({}).describe('Headers sent with every probe.'),
    direct: httpUrl.optional().describe('A base URL that goes round the proxy.'),
  })
  .transform((value): Service => value);

export const webSocket = z
  .strictObject({
    url: webSocketUrl.describe('Address of the endpoint.'),
    auth: name.optional().describe('The credential to sign in with.'),
    authBy: z
      .array(z.enum(authForms))
      .min(1)
      .default(['header'])
      .describe('How the token is handed over; each form is probed.'),
    subprotocols: z.array(text).default([]).describe('Subprotocols to offer.'),
    origin: text.optional().describe('The Origin header to send.'),
    welcome: text.optional().describe('Type of the event that comes before anything is sent.'),
    send: text.optional().describe('The message to send.'),
    expect: z.array(text).default([]).describe('Event types that must follow, in order.'),
    typeAt: jsonPointer.default('/type').describe('Where in an event its type stands.'),
    within: within.describe('How long the expected events may take.'),
    hold: duration({ min: '1ms', max: '24h' }).optional().describe('How long the connection must stay open.'),
    direct: webSocketUrl.optional().describe('An address that goes round the proxy.'),
  })
  .transform(({ within: withinMs, hold: holdMs, ...rest }): WebSocketEndpoint => ({ ...rest, withinMs, holdMs }));
