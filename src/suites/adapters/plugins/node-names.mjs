// How tests and hooks of `node --test` are called, and which names their functions use.
const sourceLimit = 20_000;

/** From the outermost suite to the test itself. */
export function namesOf(test) {
  return test.parent ? [...namesOf(test.parent), String(test.name)] : [];
}

/** Node 20 has none for the root of a file, and throws when it is asked. */
export function fullNameOf(context) {
  try {
    return context?.fullName;
  } catch {
    return context.name === '<root>' ? context.name : undefined;
  }
}

export function textOf(work) {
  return typeof work === 'function' ? Function.prototype.toString.call(work).slice(0, sourceLimit) : '';
}

/** What is assigned to, and not declared, in the text of a function. */
export function namesLeftBy(text) {
  const targets = text.match(/(?<![\w$.])(?:[A-Za-z_$][\w$]*|[[{][\w$,:\s]{1,200}[\]}])\s*=(?![=>])/g) ?? [];
  const named = new Set(targets.flatMap((each) => each.match(/[A-Za-z_$][\w$]*/g) ?? []));
  for (const [, declared] of text.matchAll(/\b(?:const|let|var)\s+([[{][\w$,:\s]{1,200}[\]}]|[\w$]+)/g)) {
    for (const name of declared.match(/[\w$]+/g) ?? []) named.delete(name);
  }
  return named;
}
