import { z } from 'zod';

/** What of a message is judged. */
export interface JudgedMessage {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

const string = (max: number): z.ZodString => z.string().min(1).max(max);
const plain = (max: number): z.ZodType =>
  z.strictObject({ type: z.literal('plain_text'), text: string(max), emoji: z.boolean() });
const mrkdwn = (max: number): z.ZodType => z.strictObject({ type: z.literal('mrkdwn'), text: string(max) });
const style = z.strictObject({ bold: z.boolean().optional(), code: z.boolean().optional() }).optional();

const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal('link'), url: z.url().max(3_000), text: z.string().min(1).optional() }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW]/u) }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string().regex(/^S/u) }),
]);
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline).min(1) });
const richElement = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection).min(1),
  }),
  z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(inline).min(1) }),
]);
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: string(255),
  value: string(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z
    .strictObject({
      title: plain(100),
      text: plain(300),
      confirm: plain(30),
      deny: plain(30),
      style: z.enum(['primary', 'danger']).optional(),
    })
    .optional(),
});
const select = z.strictObject({
  type: z.literal('static_select'),
  action_id: string(255),
  placeholder: plain(150),
  options: z
    .array(z.strictObject({ text: plain(75), value: string(150) }))
    .min(1)
    .max(100),
});
const cell = z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) });

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150) }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(richElement).min(1) }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.union([plain(2_000), mrkdwn(2_000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(z.union([button, select]))
      .min(1)
      .max(25),
  }),
  z.strictObject({ type: z.literal('table'), rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100) }),
]);

const message = z.strictObject({
  text: z.string().min(1).max(4_000).refine(isInert, 'a mention or link that is not ours'),
  blocks: z.array(block).max(50),
});

/** Every way in which a message breaks Slack's published limits, or holds something live that is not ours. */
export function breaches(judged: JudgedMessage): readonly string[] {
  const json = JSON.stringify(judged.blocks);
  const parsed = message.safeParse(judged);
  const shapes = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const rules: readonly (readonly [boolean, string])[] = [
    [json.length > 13_200, `${json.length} characters of blocks`],
    [(json.match(/"type":"table"/gu) ?? []).length > 1, 'more than one table'],
    [json.includes('"broadcast"'), 'a broadcast mention'],
    [!json.isWellFormed() || /\\u(?:d[89a-f]|00)/iu.test(json), 'lone surrogates or control characters'],
    [new Set(actionIds(json)).size !== actionIds(json).length, 'an action id twice'],
  ];
  return [...shapes, ...rules.filter(([isBroken]) => isBroken).map(([, rule]) => rule), ...liveMarkup(json)];
}

/** Only mentions of people and links; nothing else may stand between `<` and `>`. */
function isInert(text: string): boolean {
  const rest = text.replaceAll(/<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<https?:\/\/[^<>|\s]+\|[^<>|]+>/gu, '');
  return !/[<>]/u.test(rest) && !/&(?!amp;|lt;|gt;)/u.test(rest);
}

function liveMarkup(json: string): readonly string[] {
  const texts = [...json.matchAll(/\{"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/gu)].map((match) => match[1] ?? '');
  return texts.filter((text) => !isInert(text)).map((text) => `live markup: ${text}`);
}

function actionIds(json: string): readonly string[] {
  return [...json.matchAll(/"action_id":"([^"]*)"/gu)].map((match) => match[1] ?? '');
}
