import type { Suite } from './configuration.ts';

export interface SuiteImpact {
  readonly suites: readonly string[];
  readonly owners: readonly string[];
  /** As configured. */
  readonly impact: string;
}

/** One amount of money in one currency for one period. */
export interface Money {
  readonly currency: string;
  readonly amount: number;
  /** `MRR`, `ARR`, or '' where none is named. */
  readonly period: string;
  /** `+` behind it: at least so much. */
  readonly isAtLeast: boolean;
}

export interface MoneySum extends Money {
  /** How many impacts it is the sum of. */
  readonly of: number;
}

const factors = { '': 1, K: 1_000, M: 1_000_000, B: 1_000_000_000 } as const;
const amountForm =
  /^([$€£])\s?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,2})?\s?([KMBkmb]?)(\+?)(?:\s+(MRR|ARR))?(?:\s+at risk)?$/u;

/** An impact that is nothing but money: `$120K+ MRR`. Undefined for everything else, also for two amounts in one text. */
export function readMoney(impact: string): Money | undefined {
  const [match, currency = '', whole = '', cents = '', letter = '', plus = '', period = ''] =
    amountForm.exec(impact.trim()) ?? [];
  if (match === undefined) return undefined;
  const factor = factorOf(letter);
  const amount = Number(`${whole.replaceAll(',', '')}${cents}`) * factor;
  return { currency, amount: Math.round(amount * 100) / 100, period, isAtLeast: plus === '+' };
}

/** Impacts of suites, each text once, with all suites and owners that name it. */
export function gatherImpacts(suites: readonly Pick<Suite, 'name' | 'impact' | 'owner'>[]): readonly SuiteImpact[] {
  const known = suites.filter(
    (suite): suite is Pick<Suite, 'name' | 'owner'> & { impact: string } => suite.impact !== undefined,
  );
  const grouped = Map.groupBy(known, ({ impact }) => impact.trim());
  return [...grouped].map(([impact, of]) => ({
    impact,
    suites: of.map(({ name }) => name),
    owners: [...new Set(of.flatMap(({ owner }) => (owner === undefined ? [] : [owner])))],
  }));
}

/** The sum, only where every impact is plain money of one currency and one period; one impact alone needs no sum. */
export function sumOfMoney(impacts: readonly SuiteImpact[]): MoneySum | undefined {
  const amounts = impacts.map(({ impact }) => readMoney(impact));
  const [first] = amounts;
  if (first === undefined || amounts.length < 2) return undefined;
  if (!amounts.every((each): each is Money => each?.currency === first.currency && each.period === first.period))
    return undefined;
  const amount = amounts.reduce((sum, each) => sum + each.amount, 0);
  return { ...first, amount, isAtLeast: amounts.some(({ isAtLeast }) => isAtLeast), of: amounts.length };
}

/** `$220K+ MRR`; whole thousands as K, whole millions as M. */
export function moneyInWords({ currency, amount, period, isAtLeast }: Money): string {
  const letter =
    (['B', 'M', 'K'] as const).find((each) => amount >= factors[each] && (amount * 100) % factors[each] === 0) ?? '';
  const number = (amount / factors[letter]).toLocaleString('en-US', { maximumFractionDigits: 2 });
  return `${currency}${number}${letter}${isAtLeast ? '+' : ''}${period === '' ? '' : ` ${period}`}`;
}

function factorOf(letter: string): number {
  switch (letter.toUpperCase()) {
    case 'K':
      return factors.K;
    case 'M':
      return factors.M;
    case 'B':
      return factors.B;
    default:
      return 1;
  }
}
