import type { AuthForm } from '#domain/configuration.ts';
import type { Fact } from '#domain/observation.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment, Finding } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

/** What each form of handing over a token is observed as. */
export const forms = {
  header: 'ws.form.header',
  subprotocol: 'ws.form.subprotocol',
  'subprotocol-dot': 'ws.form.subprotocol-dot',
} as const satisfies Partial<Readonly<Record<AuthForm, string>>>;

export const authForms: Experiment = {
  name: 'auth-forms',
  observes: [...Object.values(forms), 'ws.other-form'],
  costSeconds: 1.5,
  doing: 'comparing the ways to hand over a token',
  applies: (aim) => sidesOf(aim).length > 1,
  run: async (aim, lab, signal) => {
    const compared = await compare(sidesOf(aim), lab, signal);
    return [...compared, ...otherForm(compared, aim)];
  },
};

/** Of the two forms of one header, the one that clients are told to use is refused and the other passes. */
function otherForm(compared: readonly Finding[], { socket }: Aim): readonly Finding[] {
  const authBy = socket?.socket.authBy ?? [];
  const pair = (['subprotocol', 'subprotocol-dot'] as const).map((form) => ({
    form,
    seen: compared.find(({ fact }) => fact === forms[form]),
  }));
  const [one, other] = pair.map(({ seen }) => seen);
  if (one === undefined || other === undefined) return [];
  const isTold = pair.some(({ form }) => authBy.includes(form));
  const value = pair.some(({ form, seen }, index) => {
    const rival = pair[1 - index]?.seen;
    return (authBy.includes(form) || !isTold) && isLet(rival?.value) && !isLet(seen?.value);
  });
  const says = `${one.says}; ${other.says}`;
  return [{ ...one, fact: 'ws.other-form', value, says }];
}

/** Signed in: what goes wrong with the conversation after that is another matter. */
function isLet(value: Fact | undefined): boolean {
  return /^(?:ok$|welcome |round-trip |hold )/u.test(String(value));
}

/** A form that is not configured is tried only with a token that is signed here and runs out by itself. */
function sidesOf(aim: Aim): readonly Side[] {
  const { socket: endpoint, environment } = aim;
  const auth = endpoint?.socket.auth;
  if (endpoint === undefined || auth === undefined) return [];
  const { authBy } = endpoint.socket;
  // The two forms of one header hand the token to the same places.
  const isByHeader = authBy.includes('subprotocol') || authBy.includes('subprotocol-dot');
  const isSigned = environment.credentials.get(auth)?.kind === 'jwt';
  return Object.entries(forms).flatMap(([name, fact]) => {
    const form =
      isForm(name) && (isSigned || authBy.includes(name) || (isByHeader && name !== 'header')) ? name : undefined;
    if (form === undefined) return [];
    const changed = { 'auth-form': form, hold: '0' };
    return [{ fact, label: `with its token by ${form}`, wish: { endpoint, sends: needsMessage(aim), changed } }];
  });
}

export function isForm(name: string): name is keyof typeof forms {
  return Object.hasOwn(forms, name);
}
