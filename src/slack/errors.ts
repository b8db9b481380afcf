import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/**
 * What to do about a failed call. `wait`: not before `afterMs`. `retry`: later; `isDoubtful`: Slack may have done
 * it all the same; `isBarred`: it shuts out the app, and a person has to mend that. `stop`: it can never work. `repost`:
 * the message is gone or closed, a new one can be made. `refused`: Slack does not take this content, a plainer one may
 * pass.
 */
export type Failure =
  | { readonly kind: 'wait'; readonly code: string; readonly afterMs: number }
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly isDoubtful: boolean;
      readonly isBarred?: boolean | undefined;
    }
  | { readonly kind: 'stop' | 'repost' | 'refused'; readonly code: string };

/** Slack's codes for an app that it will not have: of the token, whatever is asked for. */
export const refusals: ReadonlySet<string> = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'not_allowed_token_type',
  'not_authed',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
]);
// An administrator's doing, in the whole workspace.
const suspensions = new Set([
  'accesslimited',
  'ekm_access_denied',
  'org_login_required',
  'team_access_not_granted',
  'two_factor_setup_required',
]);
const stops = new Set([
  'cannot_dm_bot',
  'channel_is_limited_access',
  'channel_not_found',
  'channel_type_not_supported',
  'is_archived',
  'messages_tab_disabled',
  'no_permission',
  'not_in_channel',
]);
const reposts = new Set(['block_mismatch', 'cant_update_message', 'edit_window_closed', 'message_not_found']);
// Slack's reference says of the first two that some of the work may have been done.
const retries = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);
const neverSent = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Judges what `@slack/web-api` threw. What it does not know is doubtful: a body that broke off, a time-out, a proxy's page. */
export function classifyError(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'wait', code: 'ratelimited', afterMs: Math.max(1, error.retryAfter) * 1_000 };
  }
  if (error instanceof WebAPIPlatformError) return classifyCode(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    return { kind: 'retry', code: `http_${error.statusCode}`, isDoubtful: error.statusCode >= 500 };
  }
  const code = networkCode(error instanceof WebAPIRequestError ? error.original : error);
  return { kind: 'retry', code: code ?? 'no_answer', isDoubtful: code === undefined || !neverSent.has(code) };
}

function classifyCode(code: string): Failure {
  if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'wait', code, afterMs: 5_000 };
  if (refusals.has(code) || suspensions.has(code)) return { kind: 'retry', code, isDoubtful: false, isBarred: true };
  if (stops.has(code) || code.startsWith('restricted_action')) return { kind: 'stop', code };
  if (reposts.has(code)) return { kind: 'repost', code };
  if (retries.has(code)) return { kind: 'retry', code, isDoubtful: true };
  // The client puts a body that is no JSON in the place of the code.
  if (!/^[a-z][a-z0-9_]{1,79}$/u.test(code)) return { kind: 'retry', code: 'unreadable_answer', isDoubtful: true };
  return { kind: 'refused', code };
}

/** `fetch` wraps the error of the socket: the code is on one of its causes. */
function networkCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return networkCode(error.cause, depth + 1);
}
