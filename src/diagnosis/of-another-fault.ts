import type { Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

type Kind = 'dns' | 'tcp' | 'tls' | 'redirect' | 'client' | 'limit' | 'server';

const tooMany = 429;
const protocolCloses: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);
const fromApplication = 3_000;

/** What was done as the tests do it, by HTTP and over the websocket. */
const operations: Readonly<Record<'http' | 'ws', RegExp>> = {
  http: /^http\.(?:shallow|deep|signed-in|any-path|failing-path|while-open)$/u,
  ws: /^ws\.(?:plain|no-message|token|form|hold)/u,
};

/**
 * What fails by HTTP in one way says nothing of a websocket that fails in another, and the other way round: a limit on requests, a
 * certificate and a crash are three faults. What passes, and what fails alike, says something of both.
 */
export function isOfAnotherFault({ fact, value }: Pick<Observation, 'fact' | 'value'>, symptom: Symptom): boolean {
  if (familyOf(symptom) === 'http' && ofToken.test(fact) && !isRefusal(symptom)) return true;
  if (familyOf(symptom) === 'http' && operations.http.test(fact) && isOtherRefusal(String(value), symptom)) return true;
  const beside = familyOf(symptom) === 'http' ? 'ws' : 'http';
  if (familyOf(symptom) === undefined || value === 'ok' || !operations[beside].test(fact)) return false;
  const [own, other] = [kindOfSymptom(symptom), kindOfOutcome(String(value))];
  return own !== undefined && other !== undefined && own !== other;
}

/** With which token a websocket is opened says something of a path of HTTP where that is refused as well. */
const ofToken = /^ws\.(?:token|form|other-form|origin)\b/u;

/** Who asks for a token on one path explains no path that is not there, and the other way round. */
function isOtherRefusal(word: string, { status }: Symptom): boolean {
  const other = Number(/STATUS_(40[134])$/u.exec(word)?.[1]);
  if (Number.isNaN(other) || (status !== 401 && status !== 403 && status !== 404)) return false;
  return (status === 404) !== (other === 404);
}

function isRefusal({ status }: Symptom): boolean {
  return status === undefined || status === 401 || status === 403;
}

function familyOf({ phase }: Symptom): 'http' | 'ws' | undefined {
  if (phase === 'http') return 'http';
  return phase === 'upgrade' || phase === 'first-message' || phase === 'steady' || phase === 'close' ? 'ws' : undefined;
}

function kindOfSymptom({ status, closeCode }: Symptom): Kind | undefined {
  if (closeCode !== undefined) return kindOfClose(closeCode);
  return status === undefined ? undefined : kindOfStatus(status);
}

function kindOfOutcome(word: string): Kind | undefined {
  const [rung = '', code = ''] = word.split(' ');
  if (rung === 'dns' || rung === 'tcp' || rung === 'tls') return rung;
  const [, form, number] = /^(STATUS|CLOSE)_(\d+)$/u.exec(code) ?? [];
  if (number === undefined) return /TIMEOUT|ECONNRESET|CLOSED/u.test(code) ? 'server' : undefined;
  return form === 'STATUS' ? kindOfStatus(Number(number)) : kindOfClose(Number(number));
}

function kindOfStatus(status: number): Kind {
  if (status === tooMany) return 'limit';
  if (status < 400) return 'redirect';
  return status < 500 ? 'client' : 'server';
}

/** Codes of an application may mean anything. */
function kindOfClose(code: number): Kind | undefined {
  if (code >= fromApplication) return undefined;
  return protocolCloses.has(code) ? 'client' : 'server';
}
