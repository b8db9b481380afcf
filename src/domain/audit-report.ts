import { formatAge } from './age.ts';
import { auditSections, isAuditActive, type Audit, type AuditCheck } from './audit.ts';
import { auditInWords, countOf, countsInWords, nameOfCheck, riskOf } from './audit-words.ts';
import type { Observation } from './observation.ts';
import type { Action, Line, Reply, Section, Status } from './reply.ts';

const shownFailed = 10;
const shownDoubtful = 5;
const shownUnknown = 5;
const shownNames = 4;
const longestWords = 400;
const longestRaw = 1_000;

/** All of an audit that a message shows: what failed with its remedy, the sections, the risk, the arithmetic. */
export function auditReport(audit: Audit): Reply {
  const { checks, problem, score } = audit;
  const isDone = !isAuditActive(audit);
  return {
    headline: auditInWords(audit),
    status: statusOfAudit(audit),
    sections: [
      ...checkList('Failed', checks, { result: 'failed', most: shownFailed, audit }),
      ...checkList('Doubtful', checks, { result: 'doubtful', most: shownDoubtful, audit }),
      ...checkList('Unknown, not counted as passed', checks, { result: 'unknown', most: shownUnknown, audit }),
      ...sectionsOf(checks),
      ...(isDone ? riskSections(checks) : []),
      ...(score === undefined ? [] : [text([{ kind: 'strong', text: 'Score' }, ` ${score.says}`])]),
      ...(problem === undefined ? [] : [text([problem])]),
      asideOf(audit),
    ],
    actions: auditActions(audit),
    json: auditDocument(audit),
  };
}

/** The names are a promise to scripts. */
export function auditDocument(audit: Audit): unknown {
  const { id, environment, state, startedAt, endedAt, score, checks, observations, comparedWith, problem } = audit;
  return { audit: { id, environment, state, startedAt, endedAt, comparedWith, problem, score, checks, observations } };
}

/** Longer than a message shows. */
export function isLongAudit({ checks }: Pick<Audit, 'checks'>): boolean {
  return (
    countOf(checks, 'failed') > shownFailed ||
    countOf(checks, 'doubtful') > shownDoubtful ||
    countOf(checks, 'unknown') > shownUnknown
  );
}

/** Every check with what it rests on, as a reply: `show a1`. */
export function auditDetails(audit: Audit, now: Date): Reply {
  const { checks, observations } = audit;
  const report = auditReport(audit);
  const all = auditSections.flatMap((section): readonly Section[] => {
    const of = checks.filter((check) => check.section === section);
    if (of.length === 0) return [];
    return [
      text([{ kind: 'strong', text: section }, ` ${countsInWords(of)}`]),
      { kind: 'list', items: of.map(detailLine) },
    ];
  });
  return {
    ...report,
    sections: [
      ...all,
      ...(checks.length === 0 ? [] : riskSections(checks)),
      ...(audit.score === undefined ? [] : [text([{ kind: 'strong', text: 'Score' }, ` ${audit.score.says}`])]),
      ...(audit.problem === undefined ? [] : [text([audit.problem])]),
      ...observationSections(observations, now),
      asideOf(audit),
    ],
    actions: report.actions.filter(({ words }) => words[0] !== 'show'),
  };
}

/** One observation with what was seen: `show a1.o3`. */
export function auditObservation({ id: audit, observations, checks }: Audit, id: string, now: Date): Reply {
  const found = observations.find((each) => each.id === id);
  const citing = checks.filter((check) => check.observations.includes(id)).map(({ id: check }) => check);
  return {
    headline: `Observation ${id} of ${audit}`,
    status: 'note',
    sections: [
      ...(found === undefined
        ? [text(['There is no such observation'])]
        : [{ kind: 'list', items: [observationLine(found, now)] } as const]),
      ...(found?.raw === undefined ? [] : [{ kind: 'code', text: found.raw.slice(0, longestRaw) } as const]),
      ...(citing.length === 0
        ? []
        : [{ kind: 'aside', line: [`Cited by ${citing.slice(0, 10).join(', ')}`] } as const]),
    ],
    actions: [],
    json: { observation: found, checks: citing },
  };
}

interface Listing {
  readonly result: AuditCheck['result'];
  readonly most: number;
  readonly audit: Pick<Audit, 'id'>;
}

function checkList(title: string, checks: readonly AuditCheck[], { result, most, audit }: Listing): readonly Section[] {
  const found = checks.filter((each) => each.result === result).toSorted((one, other) => other.weight - one.weight);
  if (found.length === 0) return [];
  const more = found.length - most;
  const items = found.slice(0, most).map((check) => checkLine(check, audit));
  return [
    text([{ kind: 'strong', text: `${title} (${found.length})` }]),
    { kind: 'list', items: more > 0 ? [...items, [`and ${more} more: show ${audit.id}`]] : items },
  ];
}

/** `JWT_SECRET_KEY is not set: … → Set JWT_SECRET_KEY (a1.o3)`. */
function checkLine({ says, remedy, observations }: AuditCheck, { id }: Pick<Audit, 'id'>): Line {
  const cited = observations.slice(0, 3).map((each) => `${id}.${each}`);
  return [
    cutWords(says),
    remedy === undefined ? '' : ` → ${cutWords(remedy)}`,
    cited.length === 0 ? '' : ` (${cited.join(', ')})`,
  ];
}

/** One line for each section; what passed is folded into it. */
function sectionsOf(checks: readonly AuditCheck[]): readonly Section[] {
  const items = auditSections.flatMap((section): readonly Line[] => {
    const of = checks.filter((check) => check.section === section);
    if (of.length === 0) return [];
    const passed = of.filter(({ result }) => result === 'passed').map(nameOfCheck);
    const more = passed.length - shownNames;
    const names = more > 0 ? `${passed.slice(0, shownNames).join(', ')} and ${more} more` : passed.join(', ');
    return [[{ kind: 'strong', text: section }, ` ${countsInWords(of)}${names === '' ? '' : ` (${names})`}`]];
  });
  const bare = auditSections.filter((section) => !checks.some((check) => check.section === section));
  if (items.length === 0) return [];
  return [
    { kind: 'list', items },
    ...(bare.length === 0
      ? []
      : [{ kind: 'aside', line: [`Nothing is configured to check: ${bare.join(', ')}`] } as const]),
  ];
}

/** What failed times its weight, the heaviest section first, and what may come of it. */
function riskSections(checks: readonly AuditCheck[]): readonly Section[] {
  const failed = checks.filter(({ result }) => result === 'failed');
  const perSection = auditSections
    .map((section) => ({ section, of: failed.filter((check) => check.section === section) }))
    .filter(({ of }) => of.length > 0)
    .map(({ section, of }) => ({ section, of, points: of.reduce((sum, { weight }) => sum + weight, 0) }))
    .toSorted((one, other) => other.points - one.points);
  const all = perSection.reduce((sum, { points }) => sum + points, 0);
  if (all === 0) {
    const unknown = countOf(checks, 'unknown');
    const rest =
      unknown === 0
        ? ''
        : `; what the ${unknown} unknown ${unknown === 1 ? 'check' : 'checks'} would say is not established`;
    return [text([{ kind: 'strong', text: 'Risk' }, ` nothing that was looked at failed${rest}`])];
  }
  const items = perSection.map(({ section, of, points }): Line => [
    { kind: 'strong', text: section },
    ` ${points} of ${all} points that failed (${of
      .map((check) => `${nameOfCheck(check)} ${check.weight}`)
      .slice(0, shownNames)
      .join(' + ')}${of.length > shownNames ? ` + ${of.length - shownNames} more` : ''}): ${riskOf[section]}`,
  ]);
  return [text([{ kind: 'strong', text: 'Risk' }]), { kind: 'list', items }];
}

function detailLine({ result, weight, says, remedy, observations }: AuditCheck): Line {
  const cited = observations.length === 0 ? '' : `; ${observations.slice(0, 12).join(', ')}`;
  return [
    { kind: 'strong', text: result },
    ` ${cutWords(says)}`,
    remedy === undefined ? '' : ` → ${cutWords(remedy)}`,
    ` (weight ${weight}${cited})`,
  ];
}

function observationSections(observations: readonly Observation[], now: Date): readonly Section[] {
  if (observations.length === 0) return [];
  return [
    text([{ kind: 'strong', text: `${observations.length} observations` }]),
    { kind: 'list', items: observations.map((each) => observationLine(each, now)) },
  ];
}

function observationLine({ id, source, says, at, fact }: Observation, now: Date): Line {
  return [{ kind: 'code', text: id }, ` ${says} · ${source}, ${fact}, ${formatAge(at, now)}`];
}

function asideOf({ id, checks, observations, startedAt, endedAt, requestedBy, comparedWith, partOf }: Audit): Section {
  const took =
    startedAt === undefined || endedAt === undefined
      ? undefined
      : `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)} s`;
  const parts = [
    id,
    `${checks.length} checks, ${observations.length} observations`,
    took,
    comparedWith === undefined ? undefined : `drift against ${comparedWith}`,
    partOf === undefined ? undefined : `of ${partOf}`,
    `asked for by ${requestedBy.name}`,
  ];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}

function auditActions(audit: Audit): readonly Action[] {
  if (isAuditActive(audit)) return [];
  return [
    { label: 'Audit again', words: ['audit', audit.environment] },
    { label: 'Everything', words: ['show', audit.id] },
  ];
}

export function statusOfAudit(audit: Audit): Status {
  const { state, checks, problem } = audit;
  if (state === 'queued' || state === 'running') return state;
  if (state === 'interrupted') return 'stopped';
  if (countOf(checks, 'failed') > 0) return 'failed';
  if (problem !== undefined || checks.length === 0) return 'unproven';
  return checks.every(({ result }) => result === 'passed') ? 'passed' : 'unproven';
}

function text(line: Line): Section {
  return { kind: 'text', line };
}

function cutWords(words: string): string {
  return words.length <= longestWords ? words : `${words.slice(0, longestWords - 1).toWellFormed()}…`;
}
