/** Who and what is in the workspace when it starts. */
export const team = { id: 'T000000001', name: 'Playground', domain: 'playground' } as const;

export const bot = {
  userId: 'U0TENELEVEN',
  botId: 'B0TENELEVEN',
  appId: 'A0TENELEVEN',
  name: 'teneleven',
  realName: 'Teneleven',
} as const;

export interface Person {
  readonly name: string;
  readonly realName: string;
  readonly isGuest: boolean;
  readonly color: string;
}

export const people: readonly Person[] = [
  { name: 'mara', realName: 'Mara Lindqvist', isGuest: false, color: '#1264a3' },
  { name: 'jonas', realName: 'Jonas Weber', isGuest: false, color: '#2b8a3e' },
  { name: 'priya', realName: 'Priya Raman', isGuest: false, color: '#b3541e' },
  { name: 'sam', realName: 'Sam Okafor', isGuest: true, color: '#7048a8' },
];

export const emailOf = (name: string): string => `${name}@example.com`;

export interface SeedChannel {
  readonly name: string;
  readonly topic: string;
  readonly hasBot: boolean;
}

/** `general` is there in every workspace; the bot is not in it. */
export const channels: readonly SeedChannel[] = [
  { name: 'staging', topic: 'The staging stack: runs, deploys, questions', hasBot: true },
  { name: 'on-call', topic: 'Alerts, and who has the pager', hasBot: true },
  { name: 'general', topic: 'Everybody', hasBot: false },
];

export const userGroups = [
  { id: 'S0BACKEND01', handle: 'backend-oncall', name: 'Backend on call', people: ['priya'] },
  { id: 'S0STAGING01', handle: 'staging-keepers', name: 'Keepers of staging', people: ['mara', 'jonas', 'priya'] },
] as const;

/** The old verification token that Slack still puts into every payload. */
export const verificationToken = 'playground-verification-token';
