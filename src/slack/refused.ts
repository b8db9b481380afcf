import { WebAPIPlatformError } from '@slack/web-api';

import { OperatorError } from '#domain/operator-error.ts';

import { refusals } from './errors.ts';

/** Whether Slack will not have this app, now or later. */
export function isRefused(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && refusals.has(error.data.error);
}

export function toRefused(error: WebAPIPlatformError): OperatorError {
  return new OperatorError({
    code: 'SLACK_REFUSED',
    message: `Slack refuses the app: "${error.data.error}"`,
    hint: 'Check that SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…, with connections:write) are those of the installed app',
    cause: error,
  });
}
