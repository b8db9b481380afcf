import { OperatorError } from '#domain/operator-error.ts';
import type { Variables } from '#domain/setting.ts';

/** How Slack reaches the bot. */
export type Transport =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string };

/** What the bot reads from its environment. The terminal needs none of it. */
export interface BotVariables {
  readonly botToken: string;
  readonly transport: Transport;
  /** For `/healthz` and `/readyz`, and for Slack's requests over HTTP. */
  readonly port?: number | undefined;
  /** Another Web API than Slack's own, ends in `/`. */
  readonly slackApiUrl?: string | undefined;
  readonly logLevel: LogLevel;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** All variables of this process, copied once and frozen: nothing else reads `process.env`. */
export function readProcessVariables(): Variables {
  return Object.freeze({ ...process.env });
}

/**
 * Throws one `BAD_ENVIRONMENT` that names every variable to set or correct; values of secrets are not repeated. Checked
 * by hand: these six come before anything else, and a schema library would be loaded for them alone.
 */
export function readVariables(variables: Variables): BotVariables {
  const given = givenIn(variables);
  const problems = problemsOf(given);
  if (problems.length === 0) return toBotVariables(given);
  throw new OperatorError({
    code: 'BAD_ENVIRONMENT',
    message: `The environment has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    hint: 'Both tokens are on the pages of your app at https://api.slack.com/apps; to look around without an account, run "npm run demo"',
  });
}

/** Empty means not set. */
interface Given {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly port: string;
  readonly apiUrl: string;
  readonly logLevel: string;
}

function givenIn(variables: Variables): Given {
  const read = (name: string): string => variables[name] ?? '';
  return {
    botToken: read('SLACK_BOT_TOKEN'),
    appToken: read('SLACK_APP_TOKEN'),
    signingSecret: read('SLACK_SIGNING_SECRET'),
    port: read('PORT'),
    apiUrl: read('SLACK_API_URL'),
    logLevel: read('LOG_LEVEL') || 'info',
  };
}

const botTokenPage = '"OAuth & Permissions", Bot User OAuth Token';
const appTokenPage = '"Basic Information", App-Level Tokens';

function problemsOf(given: Given): readonly string[] {
  const { botToken, appToken, signingSecret, port, apiUrl, logLevel } = given;
  const isReachable = appToken !== '' || (port !== '' && signingSecret !== '');
  const found = [
    botToken === '' && `SLACK_BOT_TOKEN is not set: ${botTokenPage}`,
    botToken !== '' &&
      !isToken(botToken, 'xoxb-') &&
      `SLACK_BOT_TOKEN ${wrongToken(botToken, 'xoxb-')}: ${botTokenPage}`,
    appToken !== '' &&
      !isToken(appToken, 'xapp-') &&
      `SLACK_APP_TOKEN ${wrongToken(appToken, 'xapp-')}: ${appTokenPage}`,
    /\s/u.test(signingSecret) && 'SLACK_SIGNING_SECRET has blanks in it: "Basic Information", Signing Secret',
    port !== '' && !isPort(port) && `PORT must be a number from 0 to 65535, not "${port.slice(0, 40)}"`,
    apiUrl !== '' &&
      !isHttpUrl(apiUrl) &&
      'SLACK_API_URL must be an http or https address, such as http://127.0.0.1:4000/api/',
    !isLogLevel(logLevel) && `LOG_LEVEL must be one of ${logLevels.join(', ')}`,
    !isReachable &&
      `SLACK_APP_TOKEN is not set: ${appTokenPage} (for signed HTTP requests set PORT and SLACK_SIGNING_SECRET in its place)`,
  ];
  return found.filter((problem) => problem !== false);
}

function isToken(value: string, prefix: string): boolean {
  return value.startsWith(prefix) && /^[^\s"']+$/u.test(value.slice(prefix.length));
}

const kinds = { 'xoxb-': 'a bot token', 'xapp-': 'an app-level token', 'xoxp-': 'a user token' } as const;

function wrongToken(value: string, prefix: string): string {
  const kind = Object.entries(kinds).find(([start]) => value.startsWith(start));
  if (kind !== undefined && kind[0] !== prefix)
    return `holds ${kind[1]} (${kind[0]}…), not one that starts with ${prefix}`;
  if (/^["']|["']$|\s/u.test(value)) return 'has quotes or blanks in it';
  return `does not look like one that starts with ${prefix}`;
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/u.test(value) && Number(value) <= 65_535;
}

function isHttpUrl(value: string): boolean {
  const protocol = URL.parse(value)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}

function isLogLevel(value: string): value is LogLevel {
  return logLevels.some((level) => level === value);
}

function toBotVariables(given: Given): BotVariables {
  const { botToken, port, apiUrl, logLevel } = given;
  return {
    botToken,
    transport: transportOf(given),
    port: port === '' ? undefined : Number(port),
    slackApiUrl: apiUrl === '' || apiUrl.endsWith('/') ? apiUrl || undefined : `${apiUrl}/`,
    logLevel: isLogLevel(logLevel) ? logLevel : 'info',
  };
}

/** Signed HTTP when there is a port and a secret to check signatures with; a port alone serves the health paths. */
function transportOf({ port, signingSecret, appToken }: Given): Transport {
  return port !== '' && signingSecret !== '' ? { kind: 'http', signingSecret } : { kind: 'socket', appToken };
}
