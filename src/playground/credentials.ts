import { randomBytes } from 'node:crypto';
import { bot } from './seed.ts';

export interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

const secret = (): string => randomBytes(16).toString('hex');

/** New ones at each start: a web page that knows this program cannot guess them. */
export function newCredentials(): Credentials {
  return {
    botToken: `xoxb-playground-${secret()}`,
    appToken: `xapp-1-${bot.appId}-${secret()}`,
    signingSecret: secret(),
  };
}
