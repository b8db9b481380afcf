import type { WebSocketProbe } from './probe.ts';

const shown = '‹token›';
const shortestSecret = 8;
/** Begins where no token can go on, so that each stretch of a hostile text is looked at once. */
const jsonWebToken = /(?<![\w-])eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?/gu;

/** Hides, in what a peer sent and in what we say of it, everything that this probe signs in with. */
export interface Veil {
  readonly hide: (text: string) => string;
  /** Subprotocols as they may be shown: `jwt`, `‹token›`. */
  readonly hideSubprotocols: (subprotocols: readonly string[]) => readonly string[];
}

export function createVeil(probe: WebSocketProbe): Veil {
  const secrets = [...new Set(secretsOf(probe))]
    .filter((secret) => secret.length >= shortestSecret)
    .toSorted((one, other) => other.length - one.length);
  const hide = (text: string): string => {
    let hidden = text;
    for (const secret of secrets) if (hidden.includes(secret)) hidden = hidden.replaceAll(secret, shown);
    return hidden.includes('eyJ') ? hidden.replaceAll(jsonWebToken, shown) : hidden;
  };
  return {
    hide,
    hideSubprotocols: (subprotocols) => {
      const tokens = new Set(tokensAmong(probe));
      return subprotocols.map((each) => (tokens.has(each) ? hideBehindPrefix(each) : hide(each)));
    },
  };
}

function hideBehindPrefix(subprotocol: string): string {
  return subprotocol.startsWith('jwt.') ? `jwt.${shown}` : shown;
}

/** As `jwt, TOKEN` and as `jwt.TOKEN`. */
function tokensAmong({ subprotocols, authBy }: WebSocketProbe): readonly string[] {
  if (authBy === 'subprotocol-dot') return subprotocols.filter((each) => each.startsWith('jwt.'));
  if (authBy !== 'subprotocol') return [];
  return subprotocols.filter((_, index) => subprotocols[index - 1] === 'jwt');
}

function secretsOf(probe: WebSocketProbe): readonly string[] {
  const url = /[?@]/u.test(probe.reach.url) ? URL.parse(probe.reach.url) : null;
  return [
    ...tokensAmong(probe).flatMap((each) => [each.replace(/^jwt\./u, ''), each]),
    ...Object.entries(probe.headers).flatMap(([name, value]) => secretsOfHeader(name, value)),
    ...(url === null ? [] : [...url.searchParams.values(), url.password]),
    ...(probe.firstMessage === undefined ? [] : textsOf(probe.firstMessage)),
  ];
}

function secretsOfHeader(name: string, value: string): readonly string[] {
  if (/^(?:proxy-)?authorization$/iu.test(name)) return [value.replace(/^\S+\s+/u, ''), value];
  if (/^cookie$/iu.test(name)) return value.split(/;\s*/u).map((pair) => pair.slice(pair.indexOf('=') + 1));
  return /token|secret|key|auth/iu.test(name) ? [value] : [];
}

/** Long texts of a message that signs in: the token is one of them. */
function textsOf(message: string): readonly string[] {
  return [...message.matchAll(/"((?:[^"\\]|\\.){16,})"/gu)].map((match) => match[1] ?? '');
}
