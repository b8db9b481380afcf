import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { Reply } from '#domain/reply.ts';
import type { Request } from '#state/state.ts';

import { formOrigin, type FormOrigin } from './form.ts';

const maxValueLength = 3_000;

const submission = z.object({
  user: z.object({
    id: z.string().min(1).max(64),
    name: z.string().max(200).optional(),
    username: z.string().max(200).optional(),
    team_id: z.string().max(64).optional(),
  }),
  team: z.object({ id: z.string().max(64) }).nullish(),
  trigger_id: z.string().max(200).optional(),
  view: z.object({
    id: z.string().min(1).max(64),
    hash: z.string().max(200).optional(),
    private_metadata: z.string().max(3_000),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            value: z.string().nullish(),
            selected_option: z.object({ value: z.string() }).nullish(),
          }),
        ),
      ),
    }),
  }),
});

type Submission = z.infer<typeof submission>;

export interface FormHeard {
  readonly request: Request;
  /** Field name → what was submitted; empty optional fields are absent. */
  readonly values: ReadonlyMap<string, string>;
  /** Messages by field for values that cannot become words. */
  readonly errors: Readonly<Record<string, string>>;
  /** The text of the field that goes with the request. */
  readonly attachment?: string | undefined;
}

/** Reads a submitted form. Each value is one word, whatever is in it. */
export function readForm(body: unknown, receivedAt: string): FormHeard {
  const submitted = submission.parse(body);
  const origin = formOrigin.parse(JSON.parse(submitted.view.private_metadata));
  const values = valuesOf(submitted, origin);
  const { user, team, view } = submitted;
  return {
    values,
    attachment: origin.fields.flatMap(({ name, attached }) => (attached === true ? [values.get(name)] : []))[0],
    errors: Object.fromEntries([...values].filter(([, value]) => isBad(value)).map(([name]) => [name, badValue])),
    request: {
      id: `form:${submitted.trigger_id ?? `${view.id}:${fingerprint(view)}`}`,
      via: 'form',
      words: [origin.command, ...origin.fields.flatMap((field) => toFieldWords(field, values.get(field.name)))],
      actor: { id: user.id, name: user.username ?? user.name ?? user.id, via: 'slack' },
      team: user.team_id ?? team?.id,
      place: { channel: origin.channel, thread: origin.thread },
      responseUrl: origin.responseUrl,
      receivedAt,
    },
  };
}

/** The field whose value a refusal quotes, with what to show at it; undefined where no field can be blamed. */
export function blameField(
  refusal: Reply,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> | undefined {
  const blamed = [...values].find(([, value]) => refusal.headline.includes(`"${value}"`));
  return blamed && { [blamed[0]]: refusalLines(refusal).join('. ').slice(0, 1_000) };
}

/** A refusal as plain sentences: what is wrong and the way out. */
export function refusalLines(refusal: Reply): readonly string[] {
  const hints = refusal.sections.flatMap((section) =>
    section.kind === 'text'
      ? [section.line.map((span) => (typeof span === 'string' ? span : textOf(span))).join('')]
      : [],
  );
  return [refusal.headline, ...hints];
}

function textOf(span: { readonly text: string } | { readonly id: string }): string {
  return 'text' in span ? span.text : span.id;
}

const badValue = `Use at most ${maxValueLength} characters and no NUL`;

function isBad(value: string): boolean {
  return value.length > maxValueLength || value.includes('\u0000');
}

function valuesOf({ view }: Submission, origin: FormOrigin): ReadonlyMap<string, string> {
  const found = origin.fields.map(({ name }) => {
    const input = view.state.values[name]?.[name];
    return [name, (input?.value ?? input?.selected_option?.value ?? '').trim()] as const;
  });
  return new Map(found.filter(([, value]) => value !== ''));
}

function toFieldWords(
  { prefix, attached }: FormOrigin['fields'][number],
  value: string | undefined,
): readonly string[] {
  if (value === undefined) return [];
  return attached === true ? prefix : [...prefix, value];
}

/** Where no trigger names the submission: a corrected resubmission of the same view is another request. */
function fingerprint(view: Submission['view']): string {
  const content = JSON.stringify([view.hash, view.state.values]);
  return createHash('sha256').update(content).digest('hex').slice(0, 24);
}
