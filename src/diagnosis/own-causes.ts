import { OperatorError } from '#domain/operator-error.ts';
import type { OwnCause } from '#domain/own-cause.ts';

import type { Cause } from './cause.ts';
import { causes } from './causes/index.ts';

/** The catalogue and a team's own causes behind it. Throws `CAUSE_EXISTS` where one of those has an id of the catalogue. */
export function withOwnCauses(own: Readonly<Record<string, OwnCause>>): readonly Cause[] {
  return [...causes, ...Object.entries(own).map(([id, cause]) => toCause(id, cause))];
}

function toCause(id: string, own: OwnCause): Cause {
  const known = causes.find((each) => each.id === id);
  if (known !== undefined) throw exists(known);
  return { id, ...own };
}

function exists({ id, title }: Cause): OperatorError {
  return new OperatorError({
    code: 'CAUSE_EXISTS',
    message: `"${id}" under "causes" is a cause of the catalogue already: ${title}`,
    hint: `Give yours another name, such as own-${id}`,
  });
}
