import { z } from 'zod';
import { causeIds } from '#domain/cause-ids.ts';
import { facts, type FactName } from '#domain/facts.ts';
import { nearest } from '#domain/nearest.ts';
import { layers, weights, type OwnCause } from '#domain/own-cause.ts';
import { textLike } from './texts.ts';

const factNames = Object.keys(facts);

function isFact(text: string): text is FactName {
  return Object.hasOwn(facts, text);
}

const fact = z
  .string()
  .meta({ title: 'a fact', enum: factNames })
  .transform((value, context): FactName => {
    if (isFact(value)) return value;
    const near = nearest(value, factNames);
    const remedy = near === undefined ? 'docs/diagnosis.md lists every fact' : `did you mean "${near}"?`;
    context.issues.push({ code: 'custom', input: value, message: 'a fact', params: { expected: 'a fact', remedy } });
    return z.NEVER;
  });

const sentence = textLike({
  pattern: /^[^\0]{1,300}$/u,
  expected: 'a sentence',
  remedy: 'write 1 to 300 characters',
});

const value = z.union([z.string().min(1).max(100), z.number(), z.boolean()]);
const weight = z.enum(weights);

const prediction = z
  .strictObject({
    fact: fact.describe('What is looked at.'),
    is: z
      .union([value, z.array(value).min(1).max(30)], { error: 'a value, or a list of values' })
      .describe('What is seen when this is the cause; for outcomes a rung, a code, both, or "fails".'),
    // oxlint-disable-next-line unicorn/no-thenable -- a weight, never called
    then: weight.describe('How much it says that it is so.'),
    otherwise: weight.optional().describe('How much it says that it is not.'),
  })
  .check(({ value: given, issues }) => {
    const kind = isFact(given.fact) ? facts[given.fact].kind : undefined;
    const wrong = [given.is].flat().find((each) => kind !== undefined && !fits(kind, each));
    if (wrong === undefined || kind === undefined) return;
    const params = { expected: kinds[kind].expected, remedy: kinds[kind].remedy };
    issues.push({ code: 'custom', input: wrong, path: ['is'], message: params.expected, params, continue: true });
  });

const kinds = {
  outcome: { expected: 'an outcome', remedy: 'write ok, fails, or a rung and a code such as "upgrade STATUS_502"' },
  word: { expected: 'a text', remedy: 'put it in quotes' },
  number: { expected: 'a number', remedy: 'write a number without quotes' },
  'yes-no': { expected: 'true or false', remedy: 'write true or false' },
} as const;

function fits(kind: keyof typeof kinds, each: string | number | boolean): boolean {
  if (kind === 'number') return typeof each === 'number';
  return kind === 'yes-no' ? typeof each === 'boolean' : typeof each === 'string';
}

const why = z.strictObject({
  question: sentence.describe('What is asked.'),
  answer: sentence.describe('What is answered; {fact} is replaced by what was seen.'),
  rests: z.array(fact).max(5).describe('The facts that it rests on.'),
  needs: sentence.describe('What would have to be seen where they were not.'),
});

const cause = z
  .strictObject({
    layer: z.enum(layers).exclude(['honest']).describe('Where the fault lies.'),
    title: sentence.describe('One sentence.'),
    prior: z.number().min(0.01).max(20).default(1).describe('How often it is the reason: 1 is usual, 10 frequent.'),
    predicts: z.array(prediction).min(1).max(30).describe('What is seen when this is the cause.'),
    whys: z.array(why).max(5).default([]).describe('From the symptom to what let it through.'),
    nextAction: sentence.describe('What to do.'),
  })
  .check(({ value: { predicts, whys }, issues }) => {
    const predicted = new Set<string>(predicts.map((each) => each.fact));
    for (const [index, { answer, rests }] of whys.entries()) {
      const loose = rests.findIndex((each) => !predicted.has(each));
      const named = [...answer.matchAll(/\{([\w.-]+)\}/gu)].map(([, name = '']) => name);
      const unseen = named.find((name) => name !== 'symptom' && !rests.some((each) => each === name));
      if (loose >= 0) issues.push(complain(rests[loose], ['whys', index, 'rests', loose], 'a fact that is predicted'));
      if (unseen !== undefined) issues.push(complain(answer, ['whys', index, 'answer'], `facts that it rests on`));
    }
  });

function complain(input: unknown, path: (string | number)[], expected: string) {
  const remedy = 'name each fact of an answer in "rests", and each fact of "rests" in "predicts"';
  return { code: 'custom', input, path, message: expected, params: { expected, remedy }, continue: true } as const;
}

const id = textLike({
  pattern: new RegExp(`^(?!(?:${causeIds.join('|')})$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`, 'u'),
  expected: 'a name of a cause that the catalogue does not have',
  remedy: 'use small letters, digits and "-", such as redis-evicted; put own- before a name of the catalogue',
});

export const causes = z
  .record(id, cause)
  .describe("A team's own causes, in the form of the catalogue's: see docs/diagnosis.md.")
  .transform((given): Readonly<Record<string, OwnCause>> => given);
