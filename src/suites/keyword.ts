import { OperatorError } from '#domain/operator-error.ts';

const maxLength = 500;
const maxDepth = 20;

/**
 * Returns the `-k` expression when it is one that no runner can stumble over: at most 500 characters, printable,
 * brackets balanced and at most 20 deep. Throws `BAD_SELECTION`.
 */
export function checkKeyword(keyword: string): string {
  if (keyword.length > maxLength) throw refusal(`${keyword.length} characters long, the limit is ${maxLength}`);
  if (keyword.trim() === '') throw refusal('empty');
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(keyword)) throw refusal('not printable text');
  return keyword;
}

/** As `checkKeyword`, for runners that read brackets as grouping. */
export function checkExpression(keyword: string): string {
  // A bare `--` makes argparse forget the option altogether.
  if (!/[\p{L}\p{N}_]/u.test(keyword)) throw refusal('without a letter or digit');
  let depth = 0;
  for (const character of checkKeyword(keyword)) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) throw refusal('closing a bracket that was never opened');
    if (depth > maxDepth) throw refusal(`nested more than ${maxDepth} deep`);
  }
  if (depth > 0) throw refusal('leaving a bracket open');
  return keyword;
}

function refusal(reason: string): OperatorError {
  return new OperatorError({
    code: 'BAD_SELECTION',
    message: `The -k expression is ${reason}`,
    hint: 'Give a part of a test name, such as -k login, or -k "login and not slow"',
  });
}
