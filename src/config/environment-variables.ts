import { z } from 'zod';
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

/** Throws one `BAD_ENVIRONMENT` that names every variable to set or correct; values of secrets are not repeated. */
export function readVariables(variables: Variables): BotVariables {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return toBotVariables(result.data);
  const problems = result.error.issues.map((issue) => `  ${issue.message}`);
  throw new OperatorError({
    code: 'BAD_ENVIRONMENT',
    message: `The environment has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}\n${problems.join('\n')}`,
    hint: 'Both tokens are on the pages of your app at https://api.slack.com/apps; to look around without an account, run "npm run demo"',
  });
}

function token(name: string, prefix: string, where: string) {
  const shape = new RegExp(`^${prefix}[^\\s"']+$`, 'u');
  return z.string({ error: `${name} is not set: ${where}` }).refine((value) => shape.test(value), {
    error: ({ input }) => `${name} ${wrongToken(String(input), prefix)}: ${where}`,
  });
}

const kinds = { 'xoxb-': 'a bot token', 'xapp-': 'an app-level token', 'xoxp-': 'a user token' } as const;

function wrongToken(value: string, prefix: string): string {
  const kind = Object.entries(kinds).find(([start]) => value.startsWith(start));
  if (kind !== undefined && kind[0] !== prefix)
    return `holds ${kind[1]} (${kind[0]}…), not one that starts with ${prefix}`;
  if (/^["']|["']$|\s/u.test(value)) return 'has quotes or blanks in it';
  return `does not look like one that starts with ${prefix}`;
}

const schema = z
  .object({
    SLACK_BOT_TOKEN: token('SLACK_BOT_TOKEN', 'xoxb-', '"OAuth & Permissions", Bot User OAuth Token'),
    SLACK_APP_TOKEN: token('SLACK_APP_TOKEN', 'xapp-', '"Basic Information", App-Level Tokens').optional(),
    SLACK_SIGNING_SECRET: z
      .string()
      .regex(/^\S+$/u, {
        error: 'SLACK_SIGNING_SECRET has blanks in it: "Basic Information", Signing Secret',
      })
      .optional(),
    PORT: z
      .string()
      .refine((value) => /^\d{1,5}$/u.test(value) && Number(value) <= 65_535, {
        error: ({ input }) => `PORT must be a number from 0 to 65535, not "${String(input).slice(0, 40)}"`,
      })
      .transform(Number)
      .optional(),
    SLACK_API_URL: z
      .url({
        protocol: /^https?$/u,
        error: 'SLACK_API_URL must be an http or https address, such as http://127.0.0.1:4000/api/',
      })
      .transform((url) => (url.endsWith('/') ? url : `${url}/`))
      .optional(),
    LOG_LEVEL: z.enum(logLevels, { error: `LOG_LEVEL must be one of ${logLevels.join(', ')}` }).default('info'),
  })
  .check(
    z.refine(
      (value) =>
        value.SLACK_APP_TOKEN !== undefined || (value.PORT !== undefined && value.SLACK_SIGNING_SECRET !== undefined),
      {
        error:
          'SLACK_APP_TOKEN is not set: "Basic Information", App-Level Tokens (for signed HTTP requests set PORT and SLACK_SIGNING_SECRET in its place)',
        when: ({ value }) => isUnset(value, 'SLACK_APP_TOKEN'),
      },
    ),
  );

/** So that a missing way to connect is told together with all other problems. */
function isUnset(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && !(name in value);
}

function toBotVariables(given: z.output<typeof schema>): BotVariables {
  return {
    botToken: given.SLACK_BOT_TOKEN,
    transport: transportOf(given),
    port: given.PORT,
    slackApiUrl: given.SLACK_API_URL,
    logLevel: given.LOG_LEVEL,
  };
}

/** Signed HTTP when there is a port and a secret to check signatures with; a port alone serves the health paths. */
function transportOf(given: z.output<typeof schema>): Transport {
  const { PORT: port, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken = '' } = given;
  return port !== undefined && signingSecret !== undefined
    ? { kind: 'http', signingSecret }
    : { kind: 'socket', appToken };
}
