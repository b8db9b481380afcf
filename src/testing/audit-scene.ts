import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { requestAudit } from '#audit/request-audit.ts';
import { startAuditWorker } from '#audit/start-audit-worker.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import { createConfiguredRedactor } from '#config/secrets.ts';
import type { Audit, AuditCheck } from '#domain/audit.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startProber } from '#probes/start-prober.ts';
import { createTokens } from '#probes/tokens.ts';

import { createMemoryStore, type MemoryStore } from './memory-store.ts';

/** An environment that is audited: its `e2e.yaml`, its files, what this process has. */
export interface AuditScene extends AsyncDisposable {
  readonly folder: string;
  readonly store: MemoryStore;
  /** Writes a settings file below the folder of `e2e.yaml`. */
  write(name: string, text: string | Uint8Array): Promise<string>;
  /** Carries one audit of `staging` out, and resolves to it as it was written down. */
  audit(variables?: Variables): Promise<Audit>;
}

export interface AuditWish {
  /** A whole `e2e.yaml`. */
  readonly yaml: string;
  readonly variables?: Variables | undefined;
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly runs?: readonly Run[] | undefined;
  readonly intended?: string | undefined;
}

const now = (): Date => new Date();

/** Audits with the real prober and real files; what it looks at is on loopback. */
export async function openAuditScene(wish: AuditWish): Promise<AuditScene> {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-audit-'));
  const configuration = parseConfiguration(wish.yaml, join(folder, 'e2e.yaml'));
  const store = createMemoryStore({ runs: wish.runs });
  let count = 0;
  const write = async (name: string, text: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  for (const [name, text] of Object.entries(wish.files ?? {})) await write(name, text);
  return {
    folder,
    store,
    write,
    async audit(variables = wish.variables ?? {}) {
      const stop = new AbortController();
      const redactor = createConfiguredRedactor(configuration, variables);
      const { promise: done, resolve, reject } = Promise.withResolvers<void>();
      const onBug = (error: unknown): void => reject(new Error('a bug', { cause: error }));
      const prober = startProber({ redactor: () => redactor, onBug });
      const authorities = createAuthorityFiles();
      const tokens = createTokens({ variables, authorities, now });
      const shared = { store, variables, prober, authorities, tokens, now, onBug, data: join(folder, 'data') };
      store.work.audits.subscribe((id) => {
        void store.work.audits.get(id).then((each) => each?.endedAt !== undefined && resolve());
      });
      const intended = async () => ({ version: wish.intended });
      const worker = startAuditWorker(
        { ...shared, configuration: () => configuration, redactor: () => redactor, intended },
        stop.signal,
      );
      const request = { id: `q${(count += 1)}`, actor: { id: 'ada', name: 'Ada', via: 'terminal' } } as const;
      const { audit } = await requestAudit('staging', { request, store, now });
      try {
        await done;
      } finally {
        stop.abort();
        await worker.settled();
        await prober.close();
      }
      return (await store.work.audits.get(audit.id)) ?? audit;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `failed JWT_SECRET_KEY is not set: …`, of the checks whose id begins like that. */
export function told(audit: Audit, beginning: string): readonly string[] {
  return audit.checks.filter(({ id }) => id.startsWith(beginning)).map(({ result, says }) => `${result} ${says}`);
}

export function checkNamed(audit: Audit, id: string): AuditCheck {
  const found = audit.checks.find((check) => check.id === id);
  if (found !== undefined) return found;
  throw new Error(`no check ${id} among ${audit.checks.map((check) => check.id).join(', ')}`);
}
