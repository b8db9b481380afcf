import { OperatorError } from '#domain/operator-error.ts';

/** What every writing call of a store that was opened for reading answers. */
export function refuse(): Promise<never> {
  return Promise.reject(
    new OperatorError({
      code: 'STORE_READ_ONLY',
      message: 'The store was opened for reading only',
      hint: 'Ask the bot in Slack, or stop it and run the command again',
    }),
  );
}
