/** What the body of a health path says, where it is JSON. */
export interface HealthBody {
  /** Names of what it calls unwell. */
  readonly unwell: readonly string[];
  /** Whether it speaks of anything that it depends on. */
  readonly namesAny: boolean;
  readonly uptimeSeconds?: number | undefined;
}

const well =
  /^(?:ok|up|healthy|ready|connected|pass(?:ed|ing)?|alive|available|running|online|good|true|green|serving|success)$/iu;
const unwellWord =
  /^(?:down|fail(?:ed|ing|ure)?|unhealthy|error|disconnected|unavailable|degraded|timeout|timed out|dead|not[ _-]?ready|critical|red|broken|unreachable|refused|exhausted|false|ko)\b/iu;
/** Words on the whole answer, which name nothing. */
const overall = /^(?:status|state|healthy|ready|ok|health|success|message|detail|error)$/iu;
const schema =
  /^(?:(?:db|database)_?)?(?:pending_?)?(?:migrations?|schema)(?:_?(?:status|state|pending))?$|^(?:alembic|flyway|liquibase)$/iu;
/** Switches that let test users in. */
const bypass = /bypass|simulat|(?:^|[^a-z])(?:e2e|test)[_-]?(?:auth|login|sign|user|mode|token)/iu;
const switchedOff = /^(?:disabled|off|inactive|not[ _-]enabled)$/iu;
const deepest = 5;
const mostNames = 50;

const synonyms: readonly (readonly [string, RegExp])[] = [
  [
    'database',
    /^(?:db|database|store|postgres\w*|pg|mysql|mariadb|sql\w*|mongo\w*|clickhouse|cockroach\w*|primary|replica)$/iu,
  ],
  ['cache', /^(?:cache|redis|memcached?|valkey)$/iu],
  ['auth', /^(?:auth\w*|identity|sso|oidc|keycloak|login)$/iu],
  ['migrations', schema],
  ['queue', /^(?:queue|broker|rabbit\w*|kafka|nats|sqs|celery|worker\w*)$/iu],
];

/** Reads it without a schema: names whose value, or whose `status`, is a word of illness. Undefined where it is no JSON object. */
export function readHealthBody(body: string): HealthBody | undefined {
  const parsed = parse(body);
  if (!isObject(parsed)) return undefined;
  const found = new Map<string, boolean>();
  collect(parsed, found, 0);
  const unwell = [...found].filter(([, isWell]) => !isWell).map(([name]) => name);
  return { unwell: [...new Set(unwell)], namesAny: found.size > 0, uptimeSeconds: uptimeIn(parsed) };
}

function collect(value: object, found: Map<string, boolean>, depth: number): void {
  if (depth > deepest) return;
  for (const [key, each] of Object.entries(value)) {
    if (found.size >= mostNames) return;
    const isOff = bypass.test(key) && typeof each === 'string' && switchedOff.test(each);
    const judged = isOff || (schema.test(key) && isBehind(key, each)) ? false : judge(each);
    const name = Array.isArray(value) && isObject(each) ? nameIn(each) : key;
    if (judged !== undefined && name !== undefined && !overall.test(name)) found.set(synonymOf(name), judged);
    if (isObject(each)) collect(each, found, depth + 1);
  }
}

/** Of a schema that is not the one that the code wants: in words, or as the number of what is left to do. */
function isBehind(key: string, value: unknown): boolean {
  if (typeof value === 'number') return value > 0 && /pending/iu.test(key);
  return (
    typeof value === 'string' &&
    /\b(?:pending|behind|outdated|out of date|missing|not applied|unapplied|required)\b/iu.test(value)
  );
}

/** Whether it is well; undefined where nothing says so. */
function judge(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return well.test(value) ? true : unwellWord.test(value) ? false : undefined;
  if (!isObject(value) || Array.isArray(value)) return undefined;
  for (const key of ['status', 'state', 'health', 'healthy', 'ok', 'connected', 'up', 'ready']) {
    if (Object.hasOwn(value, key)) return judge(Reflect.get(value, key));
  }
  return undefined;
}

function nameIn(value: object): string | undefined {
  const name: unknown = Reflect.get(value, 'name') ?? Reflect.get(value, 'component') ?? Reflect.get(value, 'service');
  return typeof name === 'string' ? name : undefined;
}

function synonymOf(name: string): string {
  const plain = name.slice(0, 60);
  return synonyms.find(([, pattern]) => pattern.test(plain))?.[0] ?? plain.toLowerCase();
}

/** `uptime`, `uptimeS`, `uptime_seconds`, `uptimeMs` anywhere near the top. */
function uptimeIn(value: object, depth = 0): number | undefined {
  for (const [key, each] of Object.entries(value)) {
    if (/^(?:process_?)?uptime/iu.test(key) && typeof each === 'number')
      return /ms$|milli/iu.test(key) ? each / 1_000 : each;
    const inner = isObject(each) && depth < 2 ? uptimeIn(each, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
