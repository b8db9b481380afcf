import path from 'node:path';

/** `command` with our words behind the team's, in front of a `--` that ends pytest's options. */
export function withWords(command: readonly string[], words: readonly string[]): readonly string[] {
  const end = endOfOptions(command);
  return [...command.slice(0, end), ...words, ...command.slice(end)];
}

/** The expression that the team's own command selects with; pytest obeys only the last `-k`. */
export function keywordOf(command: readonly string[]): string | undefined {
  const words = pytestWords(command);
  const at = words.findLastIndex((word) => word.startsWith('-k'));
  const word = words[at];
  return word === '-k' ? words[at + 1] : word?.slice(2);
}

export function namesReport(command: readonly string[]): boolean {
  return pytestWords(command).some((word) => /^--junit-?xml(?:=|$)/.test(word));
}

/** False for a script that starts pytest somewhere inside. */
export function startsPytest(command: readonly string[]): boolean {
  return runnerAt(command) !== -1;
}

/** `env PYTHONPATH=src pytest` sets the variable behind our back: our folder goes in front there too. */
export function withPythonPath(command: readonly string[], folder: string): readonly string[] {
  return command.map((word, index) =>
    index < runnerAt(command) && word.startsWith('PYTHONPATH=')
      ? word.replace('=', `=${folder}${path.delimiter}`)
      : word,
  );
}

/** Python that takes no modules from its environment (`-I`, `-E`) cannot be given ours. */
export function isIsolated(command: readonly string[]): boolean {
  const words = command.slice(0, runnerAt(command) + 1);
  return words.some((word) => /^-[bBdEhiIOPqsSuv]*[IE][bBdEhiIOPqsSuv]*$/.test(word));
}

function pytestWords(command: readonly string[]): readonly string[] {
  return command.slice(runnerAt(command) + 1, endOfOptions(command));
}

function endOfOptions(command: readonly string[]): number {
  const runner = runnerAt(command);
  // A `--` in front of pytest, or one of an unknown program, belongs to the wrapper.
  const end = runner === -1 ? -1 : command.indexOf('--', runner);
  return end === -1 ? command.length : end;
}

/** Where the word is that starts pytest: `pytest`, `/venv/bin/pytest`, `-m pytest`; -1 inside a script of the team. */
function runnerAt(command: readonly string[]): number {
  return command.findIndex((word) => /^(?:py\.test|pytest(?:-?3(?:\.\d+)?)?)$/.test(path.basename(word)));
}
