/** The chance of `k` or more hits in `n` independent tries that each hit with `p`. Takes time linear in `n − k`. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0 || p >= 1) return 1;
  if (k > n || p <= 0) return 0;
  const odds = p / (1 - p);
  let term = Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  for (let hits = k; hits <= n; hits += 1) {
    sum += term;
    term *= (odds * (n - hits)) / (hits + 1);
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Exact sums for small numbers, Stirling's series with two terms for others (error under 1e-9 from 32 on). */
function logFactorial(n: number): number {
  if (n > 32) return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3);
  let sum = 0;
  for (let factor = 2; factor <= n; factor += 1) sum += Math.log(factor);
  return sum;
}
