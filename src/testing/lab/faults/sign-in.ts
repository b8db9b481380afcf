import type { Draw } from '../draw.ts';
import { withTeam, type Plan } from '../plan.ts';

/** The suite and the probes sign their tokens themselves, with these claims; another user is known too where it is named. */
export function minting(plan: Plan, claims: Readonly<Record<string, string>> = {}, other?: string): Plan {
  const jwtOf = (sub: string) => ({
    jwt: { alg: 'HS256', secret: { env: 'LAB_SECRET' }, claims: { sub, ...claims }, ttl: '5m' },
  });
  const second = other === undefined ? {} : { 'other-user': jwtOf(other) };
  const credentials = { 'e2e-user': jwtOf(plan.team.user), ...second };
  return withTeam(plan, {
    signsIn: 'minted',
    environment: { ...plan.team.environment, credentials },
    // The tests sign what the team believes to be right.
    around: { ...plan.team.around, LAB_SECRET: plan.service.secret ?? '' },
  });
}

export function otherUser(plan: Plan, draw: Draw): string {
  return `${plan.team.user.slice(0, -3)}${draw.int(100, 199)}`;
}
