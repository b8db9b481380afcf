/** Whether two lines of failures say the same: what differs from run to run (numbers, ids, addresses) says nothing. */
export function areAlike(one: string, other: string): boolean {
  return withoutNumbers(one) === withoutNumbers(other);
}

function withoutNumbers(line: string): string {
  return line.replaceAll(/\b(?=[\da-f-]*\d)[\da-f-]{8,}\b|\d+(?:[.:]\d+)*/giu, '#');
}
