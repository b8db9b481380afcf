import { authMethods, appMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { Method } from './method.ts';
import { reactionMethods } from './reactions.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Methods that take the bot's token. */
export const botMethods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...authMethods,
    ...chatMethods,
    ...conversationMethods,
    ...fileMethods,
    ...reactionMethods,
    ...userMethods,
    ...viewMethods,
  }),
);

export const appLevelMethods: ReadonlyMap<string, Method> = new Map(Object.entries(appMethods));
