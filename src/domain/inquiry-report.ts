import { formatAge } from './age.ts';
import { isInquiryActive, type Correction, type Diagnosis, type Inquiry, type Why } from './diagnosis.ts';
import { causeInWords, inquiryInWords, topCause } from './inquiry-words.ts';
import type { Observation } from './observation.ts';
import { plural } from './plural.ts';
import type { Action, Line, Reply, Section, Status } from './reply.ts';

const shownCauses = 3;
const shownRuledOut = 6;
const shownTests = 3;
const longestRaw = 600;
const shownIds = 8;
const longestWords = 400;
const shownDiagnoses = 4;
const shownCited = 12;

/** All of an inquiry that a message shows: verdict and chain per symptom, what was ruled out, what to do. */
export function inquiryReport(inquiry: Inquiry): Reply {
  return {
    headline: inquiryInWords(inquiry),
    status: statusOfInquiry(inquiry),
    sections: [
      ...inquiry.diagnoses.slice(0, shownDiagnoses).flatMap((diagnosis) => diagnosisSections(diagnosis, inquiry)),
      ...moreOf(inquiry),
      ...(inquiry.problem === undefined ? [] : [text([inquiry.problem])]),
      ...correctionSections(inquiry.corrections),
      asideOf(inquiry),
    ],
    actions: inquiryActions(inquiry),
    json: inquiryDocument(inquiry),
  };
}

/** Every observation with its source, age and excerpt; or the one that is named. */
export function observationsReport(inquiry: Inquiry, id: string | undefined, now: Date): Reply {
  const shown = inquiry.observations.filter((observation) => id === undefined || observation.id === id);
  const lines = shown.map((observation): Line => observationLine(observation, now));
  const [only] = shown;
  const raw = id === undefined ? undefined : only?.raw;
  return {
    headline: id === undefined ? `${shown.length} observations of ${inquiry.id}` : `Observation ${id} of ${inquiry.id}`,
    status: 'note',
    sections: [
      ...(lines.length === 0 ? [text(['There is no such observation'])] : [{ kind: 'list', items: lines } as const]),
      ...(raw === undefined ? [] : [{ kind: 'code', text: raw.slice(0, longestRaw) } as const]),
    ],
    actions: [],
    json: { observations: shown },
  };
}

/** What `--json` prints of an inquiry. The names are a promise to scripts. */
export function inquiryDocument({ diagnoses, observations, ...inquiry }: Inquiry): unknown {
  const { id, run, environment, state, depth, probes, startedAt, endedAt, corrections, problem } = inquiry;
  return {
    id,
    run,
    environment,
    state,
    depth,
    probes,
    startedAt,
    endedAt,
    diagnoses,
    observations,
    corrections,
    problem,
  };
}

function diagnosisSections(diagnosis: Diagnosis, { observations }: Inquiry): readonly Section[] {
  const { symptom, causes, whys, nextAction, ruledOut } = diagnosis;
  const cause = topCause(diagnosis);
  const others = causes.slice(1, shownCauses).map(causeInWords);
  return [
    text([
      { kind: 'strong', text: cut(`${symptom.id} ${symptom.title}`) },
      ` · ${plural(symptom.testCount, 'test')}: ${symptom.tests.slice(0, shownTests).join(', ')}`,
    ]),
    text([
      { kind: 'strong', text: 'Cause' },
      ` ${cause === undefined ? 'not known' : causeInWords(cause)}`,
      others.length === 0 ? '' : `; next: ${others.join(', ')}`,
    ]),
    ...(whys.length === 0 ? [] : [{ kind: 'list', items: whys.map((why, index) => whyLine(why, index)) } as const]),
    ...(ruledOut.length === 0
      ? []
      : [
          text([
            { kind: 'strong', text: 'Ruled out' },
            ` ${ruledOut.slice(0, shownRuledOut).map(ruledOutWords).join(', ')}`,
          ]),
        ]),
    text([{ kind: 'strong', text: 'Next' }, ` ${nextAction}`]),
    ...citedSections(diagnosis, observations),
  ];
}

/** `1. Why …? Because … (proved: o1, o4)`. */
function whyLine({ question, answer, standing, observations, needs }: Why, index: number): Line {
  const rests = observations.length === 0 ? standing : `${standing}: ${idsInWords(observations)}`;
  const because = standing === 'not established' ? `not established, would need ${needs ?? 'more'}` : answer;
  return [
    { kind: 'strong', text: cut(`${index + 1}. ${question}`) },
    ` ${cut(because)}`,
    standing === 'not established' ? '' : ` (${rests})`,
  ];
}

/** What the chain cites, in full: nobody has to look it up. */
function citedSections({ whys }: Diagnosis, observations: readonly Observation[]): readonly Section[] {
  const cited = new Set(whys.flatMap((why) => why.observations));
  const lines = observations
    .filter(({ id }) => cited.has(id))
    .map((each): Line => [{ kind: 'code', text: each.id }, ` ${cut(each.says)}`]);
  const more = lines.length - shownCited;
  const shown = more > 0 ? [...lines.slice(0, shownCited), [`and ${more} more`]] : lines;
  return lines.length === 0 ? [] : [{ kind: 'list', items: shown }];
}

function moreOf({ diagnoses, id }: Inquiry): readonly Section[] {
  const more = diagnoses.length - shownDiagnoses;
  return more > 0 ? [text([`and ${plural(more, 'more symptom')}: show ${id}`])] : [];
}

function idsInWords(ids: readonly string[]): string {
  const more = ids.length - shownIds;
  return more > 0 ? `${ids.slice(0, shownIds).join(', ')} and ${more} more` : ids.join(', ');
}

function cut(words: string): string {
  return words.length <= longestWords ? words : `${words.slice(0, longestWords - 1).toWellFormed()}…`;
}

function ruledOutWords({ id, observations }: Diagnosis['ruledOut'][number]): string {
  return `${id} (${idsInWords(observations)})`;
}

function observationLine({ id, source, says, at, fact }: Observation, now: Date): Line {
  return [{ kind: 'code', text: id }, ` ${says} · ${source}, ${fact}, ${formatAge(at, now)}`];
}

function correctionSections(corrections: readonly Correction[]): readonly Section[] {
  return corrections.map(({ symptom, verdict, cause, text: said, by }) =>
    text([
      { kind: 'strong', text: by.name },
      ` says of ${symptom}: ${verdict}${cause === undefined ? '' : `, it was ${cause}`}${said === undefined ? '' : `. ${said}`}`,
    ]),
  );
}

function asideOf({ id, run, depth, probes, startedAt, endedAt, requestedBy }: Inquiry): Section {
  const took =
    startedAt === undefined || endedAt === undefined
      ? undefined
      : `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)} s`;
  const parts = [id, `of ${run}`, depth, took, `${probes} probes`, `asked for by ${requestedBy.name}`];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}

/** What can be asked or said next. */
function inquiryActions(inquiry: Inquiry): readonly Action[] {
  if (isInquiryActive(inquiry)) return [];
  const { id, run, depth, diagnoses } = inquiry;
  const [first] = diagnoses;
  const more: readonly Action[] =
    depth === 'quick' ? [{ label: 'Probe more', words: ['why', run, 'full'], style: 'primary' }] : [];
  const correct: readonly Action[] =
    first === undefined
      ? []
      : [
          { label: 'Right', words: ['correct', id, first.symptom.id, 'right'] },
          { label: 'Wrong', words: ['correct', id, first.symptom.id, 'wrong'] },
          { label: 'Other cause', words: ['correct', id, first.symptom.id] },
        ];
  return [
    ...more,
    { label: 'Rerun failed', words: ['rerun', run] },
    { label: 'Observations', words: ['show', id] },
    ...correct,
  ];
}

function statusOfInquiry(inquiry: Inquiry): Status {
  if (inquiry.state === 'queued' || inquiry.state === 'running') return inquiry.state;
  return 'note';
}

function text(line: Line): Section {
  return { kind: 'text', line };
}
