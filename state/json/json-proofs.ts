import type { TestProof } from '#domain/test-proof.ts';
import type { ProofStore } from '../state.ts';
import type { Disk } from './disk.ts';
import { Document } from './document.ts';
import { SealedFile } from './sealed-file.ts';
import { proofsShape } from './shapes.ts';

const mostKept = 20_000;

export class JsonProofs implements ProofStore {
  readonly #disk: Disk;
  readonly #document: Document<readonly TestProof[]>;

  private constructor(disk: Disk, document: Document<readonly TestProof[]>) {
    this.#disk = disk;
    this.#document = document;
  }

  static async open(disk: Disk): Promise<JsonProofs> {
    const file = new SealedFile(disk, disk.layout.proofs, proofsShape);
    return new JsonProofs(disk, await Document.open<readonly TestProof[]>(file, []));
  }

  async save(proofs: readonly TestProof[]): Promise<void> {
    if (proofs.length === 0) return;
    await this.#disk.writes.run(() =>
      this.#document.update((before) => {
        const replaced = new Set(proofs.map(keyOf));
        return [...before.filter((proof) => !replaced.has(keyOf(proof))), ...proofs].slice(-mostKept);
      }),
    );
  }

  async list(suite: string, environment: string): Promise<readonly TestProof[]> {
    return proofsOf(this.#document.value, suite, environment);
  }
}

export function proofsOf(proofs: readonly TestProof[], suite: string, environment: string): readonly TestProof[] {
  return proofs.filter((proof) => proof.suite === suite && proof.environment === environment);
}

function keyOf({ suite, environment, test }: TestProof): string {
  return JSON.stringify([suite, environment, test]);
}
