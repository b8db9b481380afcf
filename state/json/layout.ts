import { join } from 'node:path';

/** Where each thing of the store lies in its data folder. */
export interface Layout {
  readonly data: string;
  readonly lock: string;
  readonly index: string;
  readonly runs: string;
  readonly history: string;
  readonly asked: string;
  readonly requests: string;
  readonly posts: string;
  readonly proofs: string;
  readonly quarantine: string;
  readonly removed: string;
  readonly watch: WatchLayout;
}

/** Where watching keeps what it measures and what it made of it, and where the records of other work lie. */
export interface WatchLayout {
  readonly folder: string;
  readonly points: string;
  readonly latest: string;
  readonly closes: string;
  readonly sweeps: string;
  readonly probings: string;
  readonly incidents: string;
  readonly inquiries: string;
  readonly loops: string;
  readonly approvals: string;
  readonly audits: string;
  readonly numbers: string;
  readonly silences: string;
}

export function layoutOf(data: string): Layout {
  return {
    data,
    lock: join(data, 'lock'),
    index: join(data, 'index.json'),
    runs: join(data, 'runs'),
    history: join(data, 'history'),
    asked: join(data, 'asked'),
    requests: join(data, 'requests'),
    posts: join(data, 'posts.json'),
    proofs: join(data, 'proofs.json'),
    quarantine: join(data, 'quarantine'),
    removed: join(data, 'removed'),
    watch: watchLayoutOf(join(data, 'watch')),
  };
}

function watchLayoutOf(folder: string): WatchLayout {
  return {
    folder,
    points: join(folder, 'points'),
    latest: join(folder, 'latest'),
    closes: join(folder, 'closes'),
    sweeps: join(folder, 'sweeps'),
    probings: join(folder, 'probings'),
    incidents: join(folder, 'incidents'),
    inquiries: join(folder, 'inquiries'),
    loops: join(folder, 'loops'),
    approvals: join(folder, 'approvals'),
    audits: join(folder, 'audits'),
    numbers: join(folder, 'numbers.json'),
    silences: join(folder, 'silences.json'),
  };
}

/** Ids become names of folders: nothing else may. */
export function isRunId(id: string): boolean {
  return /^r[1-9]\d{0,14}$/u.test(id);
}

export function numberOf(runId: string): number {
  return Number(runId.slice(1));
}

export function runIdOf(number: number): string {
  return `r${number}`;
}
