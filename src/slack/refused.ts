import { WebAPIPlatformError } from '@slack/web-api';

import { OperatorError } from '#domain/operator-error.ts';

/** Slack's codes after which every further attempt would end the same. */
const final: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
]);

/** Whether Slack will not have this app, now or later. */
export function isRefused(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && final.has(error.data.error);
}

export function toRefused(error: WebAPIPlatformError): OperatorError {
  return new OperatorError({
    code: 'SLACK_REFUSED',
    message: `Slack refuses the app: "${error.data.error}"`,
    hint: 'Check that SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…, with connections:write) are those of the installed app',
    cause: error,
  });
}
