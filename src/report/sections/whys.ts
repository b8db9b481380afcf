import type { Diagnosis, Inquiry, Why } from '#domain/diagnosis.ts';

import type { Block, Line } from '../document.ts';
import {
  cite,
  claims,
  code,
  heading,
  joined,
  line,
  list,
  quote,
  step,
  text,
  unknown,
  type Pen,
  orWords,
} from '../pen.ts';
import { reportedRuns, type ReportRecords } from '../records.ts';
import { redTests } from './run-numbers.ts';

const shownCauses = 3;
const shownCited = 8;

/** The chain of each symptom, as far as it was seen; it stops where nothing was. */
export function fiveWhys(records: ReportRecords, pen: Pen): readonly Block[] {
  const inquiries = Object.values(records.inquiries);
  const asked = new Set(inquiries.map(({ run }) => run));
  const unasked = reportedRuns(records).filter((record) => redTests(record).length > 0 && !asked.has(record.run.id));
  const blocks = [
    ...inquiries.flatMap((inquiry) => inquiryBlocks(inquiry, pen)),
    ...claims(
      unasked.map(({ run }) => line`Why ${run.suite} failed (${run.id}): ${unknown('nobody has asked; "why" asks')}`),
    ),
  ];
  if (blocks.length > 0) return blocks;
  const ran = reportedRuns(records).length > 0;
  return [text(ran ? line`No test failed, so nothing was asked.` : line`No suite was run, so nothing was asked.`)];
}

function inquiryBlocks(inquiry: Inquiry, pen: Pen): readonly Block[] {
  const { id, run, diagnoses, problem } = inquiry;
  const trouble = problem === undefined ? [] : claims([line`${problem}${cite(id)}`]);
  if (diagnoses.length === 0) {
    const nothing = line`Why ${run} failed: ${unknown('the inquiry came to no diagnosis')}${cite(id)}`;
    return [...claims([nothing]), ...trouble];
  }
  return [...diagnoses.flatMap((_, place) => diagnosisBlocks(inquiry, place, pen)), ...trouble, ...corrected(inquiry)];
}

function diagnosisBlocks(inquiry: Inquiry, place: number, pen: Pen): readonly Block[] {
  const { id, run, diagnoses } = inquiry;
  const diagnosis = diagnoses[place];
  if (diagnosis === undefined) return [];
  const at = `/inquiries/${step(id)}/diagnoses/${place}`;
  const { symptom, whys, ruledOut } = diagnosis;
  return [
    heading(line`${run}, ${symptom.id}: ${symptom.title}`),
    text(line`Tests that show it: ${pen.number({ at: `${at}/symptom/testCount` })}. ${causesLine(diagnosis, at, pen)}`),
    ...claims(whys.map((why) => whyLine(why, id))),
    ...(ruledOut.length === 0 ? [] : [text(line`Ruled out:`)]),
    ...claims(ruledOut.map((each) => line`${code(each.id)}: ${each.because}${citeSome(id, each.observations)}`)),
  ];
}

/** Never as a finding what only leads: the confidence stands beside it. */
function causesLine({ causes, title }: Diagnosis, at: string, pen: Pen): Line {
  const [first] = causes;
  if (first === undefined || first.id === 'unknown') return line`Cause: ${unknown('no cause of the catalogue leads')}.`;
  const shown = causes
    .slice(0, shownCauses)
    .map(
      (cause, place) =>
        line`${code(cause.id)} (confidence ${pen.number({ at: `${at}/causes/${place}/confidence` }, 'ratio')}, coverage ${pen.number({ at: `${at}/causes/${place}/coverage` }, 'ratio')})`,
    );
  const said = title === undefined || first.id === 'healthy' ? [] : line` ${title}.`;
  return line`Causes, the likeliest first: ${joined(shown, '; ')}.${said}`;
}

function whyLine({ question, answer, standing, observations, needs }: Why, inquiry: string): Line {
  if (standing === 'not established' || observations.length === 0) {
    return line`${question} ${unknown('would need')} ${orWords(needs, 'more observations')}`;
  }
  return line`${question} ${quote(answer)} (${standing})${citeSome(inquiry, observations)}`;
}

function citeSome(inquiry: string, observations: readonly string[]): Line {
  if (observations.length === 0) return cite(inquiry);
  const more = observations.length > shownCited ? line` and more` : [];
  return [...cite(...observations.slice(0, shownCited).map((id) => `${inquiry}.${id}`)), ...more];
}

function corrected({ id, corrections }: Inquiry): readonly Block[] {
  return list(
    corrections.map(({ symptom, verdict, cause, text: said, by }) => {
      const was = cause === undefined ? [] : line`, it was ${code(cause)}`;
      return line`${by.name} says of ${symptom}: ${verdict}${was}${said === undefined ? [] : line`. ${said}`}${cite(id)}`;
    }),
  );
}
