export type FactKind = 'outcome' | 'word' | 'number' | 'yes-no';

export interface FactMeaning {
  readonly kind: FactKind;
  readonly means: string;
}
