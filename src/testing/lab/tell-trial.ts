import type { DoneTrial } from './open-lab.ts';

/** One line for a trial, more where it went wrong and somebody wants to know. */
export function tellTrial({ order, result, judged, problem }: DoneTrial, isLoud: boolean): readonly string[] {
  const truth = order.faults.map(({ id }) => id).join(' + ') || `healthy after ${order.past?.id}`;
  const stack = `${order.server}/${order.backend}/${result?.plan.runner ?? '-'}`;
  const head = `${truth} (${stack}, "${order.seed}")`;
  if (problem !== undefined) return [`? ${head}: ${problem}`];
  if (judged === undefined) return [`? ${head}: the suite is ${result?.run.state}, not red`];
  const { said, confidence, isFirst, probes, seconds, accused, badCitations } = judged;
  const isWhole = isFirst && (order.faults.length < 2 || order.faults.every(({ id }) => accused.includes(id)));
  const figures = `${said} ${confidence.toFixed(2)}, ${probes} probes, ${seconds.toFixed(1)} s`;
  const others = accused.length > 1 ? ` accused: ${accused.join(', ')}` : '';
  const line = `${isFirst ? '+' : '-'} ${head}: ${figures}${others}`;
  const cited = badCitations.map((each) => `    cites ${each}`);
  return isLoud && !isWhole ? [line, ...cited, ...detailsOf(result)] : [line, ...cited];
}

function detailsOf(result: DoneTrial['result']): readonly string[] {
  const { diagnoses = [], observations = [] } = result?.inquiry ?? {};
  const symptoms = diagnoses.map(
    ({ symptom, causes }) =>
      `    ${symptom.id} ${symptom.phase}: ${symptom.title}; ${causes
        .slice(0, 4)
        .map(({ id, confidence, coverage }) => `${id} ${confidence.toFixed(2)}/${coverage.toFixed(2)}`)
        .join(', ')}`,
  );
  return [
    ...symptoms,
    ...observations.map(({ id, fact, value, says }) => `      ${id} ${fact}=${value}: ${says.slice(0, 200)}`),
  ];
}
