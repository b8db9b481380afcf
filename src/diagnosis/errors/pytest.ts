import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { timerIn } from './told-words.ts';

/** What pytest itself says: fixtures that are not there, tests that cannot be collected, its time-outs. 7.2, 8.4, 9.1. */
export const pytest: ErrorParser = {
  library: 'pytest',
  read: (error, told) => fixture(told) ?? collection(error) ?? timeout(error) ?? raises(error),
};

function fixture(told: ToldFailure): PartialFacts | undefined {
  const isAbsent =
    /^E {2,10}(?:recursive dependency involving )?fixture '[^'\n]{1,100}'(?: not found| detected)?/mu.test(told.text);
  return isAbsent ? { phase: 'setup', code: 'NO_FIXTURE', error: 'fixture not found', library: 'pytest' } : undefined;
}

function collection({ type, message }: SaidError): PartialFacts | undefined {
  if (/^(?:ImportError|ModuleNotFoundError)$/u.test(type)) return { phase: 'before-io', code: 'IMPORT', error: type };
  if (/^(?:collection failure|ImportError while (?:importing|loading))/iu.test(message))
    return { phase: 'setup', code: 'COLLECTION', error: 'collection failure' };
  return /^(?:NameError|IndentationError)$/u.test(type) ? { phase: 'before-io', error: type } : undefined;
}

/** pytest-timeout: `Failed: Timeout >5.0s`. */
function timeout({ type, message }: SaidError): PartialFacts | undefined {
  const isOver = type === 'Failed' && /^Timeout [>(]/u.test(message);
  return isOver
    ? { phase: 'unknown', code: 'TEST_TIMEOUT', error: 'Failed', timerSeconds: timerIn(message) }
    : undefined;
}

function raises({ type, message }: SaidError): PartialFacts | undefined {
  return type === 'Failed' && message.startsWith('DID NOT RAISE ')
    ? { phase: 'assertion', error: 'DID NOT RAISE' }
    : undefined;
}
