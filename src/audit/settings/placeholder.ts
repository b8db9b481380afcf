/** Published in documentation: whoever reads that has them. */
const exampleKeys: ReadonlySet<string> = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  'django-insecure',
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
]);

type Rule = readonly [says: string, pattern: RegExp];

const always: readonly Rule[] = [
  [
    'a placeholder such as "changeme"',
    /change[\s_-]?(?:me|this|it)\b|replace[\s_-]?(?:me|this|with)|\bplaceholder\b|fill[\s_-]?(?:me|in)\b/iu,
  ],
  [
    'a placeholder such as "TODO"',
    /^(?:todo|fixme|tbd|to[\s_-]be[\s_-].*|insert[\s_-].*[\s_-]here|add[\s_-].*[\s_-]here)\b/iu,
  ],
  ['a placeholder of one repeated letter, such as "xxx"', /^(?:x{3,}|X{3,}|\*{3,}|\.{3,}|_{3,}|-{3,}|\?{2,})$/u],
  [
    'a placeholder in angle brackets',
    /^<[^<>]*>$|<[\w\s-]*(?:your|secret|key|token|password|value|host|domain)[\w\s-]*>/iu,
  ],
  ['a reference that nothing has filled in', /\$\{[^}]*\}|\{\{[^}]*\}\}|^\$\([A-Z_]+\)$|%\([A-Za-z_]+\)s/u],
  [
    'a placeholder such as "your-key-here"',
    /\byour[\s_-].{0,60}(?:here|key|secret|token|password|value|domain|host|name|url|id)\b/iu,
  ],
];

/** Words that stand for a secret nowhere but in examples. */
const forSecrets: readonly Rule[] = [
  [
    'a word that everybody would try',
    /^(?:secret|password|passw0rd|passwd|pass|test|testing|default|admin|root|example|sample|dummy|none|null|undefined|nil|n\/?a|false|true|foo|bar|foobar|letmein|qwerty|supersecret|topsecret|dev|development|staging|token|key|jwt)[\d!_-]{0,6}$/iu,
  ],
  ['one character repeated', /^(.)\1*$/su],
];

/** What makes a value none; undefined where it may be a real one. Never repeats the value. */
export function placeholderIn(value: string, isSecret: boolean): string | undefined {
  const text = value.trim();
  if (text === '') return 'empty';
  if (text.length > 500) return undefined;
  if ([...exampleKeys].some((key) => text === key || (key === 'django-insecure' && text.startsWith(key)))) {
    return 'a key from public documentation';
  }
  const rules = isSecret ? [...always, ...forSecrets] : always;
  return rules.find(([, pattern]) => pattern.test(text))?.[0];
}
