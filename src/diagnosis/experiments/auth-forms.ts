import type { AuthForm } from '#domain/configuration.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

const forms = {
  header: 'ws.form.header',
  subprotocol: 'ws.form.subprotocol',
  'subprotocol-dot': 'ws.form.subprotocol-dot',
} as const satisfies Partial<Readonly<Record<AuthForm, string>>>;

export const authForms: Experiment = {
  name: 'auth-forms',
  observes: Object.values(forms),
  costSeconds: 1.5,
  connections: 9,
  doing: 'comparing the ways to hand over a token',
  applies: (aim) => sidesOf(aim).length > 1,
  run: (aim, lab, signal) => compare(sidesOf(aim), lab, signal),
};

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

function isForm(name: string): name is keyof typeof forms {
  return Object.hasOwn(forms, name);
}
