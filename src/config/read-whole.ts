import { badConfiguration, type Problem } from './problem.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';

/** The contents of a file that is YAML as a whole. Throws `BAD_CONFIGURATION`. */
export function readWhole(text: string, file: string): YamlFile {
  const yaml = readBounded(text, file);
  if (yaml.value === undefined) throw badConfiguration(file, yaml.problems);
  return yaml;
}

/** What the parser throws, it throws on input made to break it: nesting without end, aliases without measure. */
function readBounded(text: string, file: string): YamlFile {
  try {
    return readYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    const problem: Problem = {
      line: 1,
      column: 1,
      at: '',
      message: `cannot be read as YAML: ${reason}`,
      remedy: 'write it with less nesting and fewer aliases',
    };
    throw badConfiguration(file, [problem], error);
  }
}
