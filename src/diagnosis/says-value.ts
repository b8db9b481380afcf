import type { Fact } from '#domain/observation.ts';

/** Whether the sentence has the value in it, as it is or word by word: a rung and a status may stand apart. Yes and no are told by what it says. */
export function saysValue(says: string, value: Fact): boolean {
  if (typeof value === 'boolean') return true;
  const plain = says.toLowerCase();
  const said = String(value).toLowerCase();
  return plain.includes(said) || said.split(/[ _-]/u).every((word) => plain.includes(word));
}
