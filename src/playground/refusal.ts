import type { SlackJson } from './contract.ts';

/** A call that Slack answers with `{ ok: false, error }`; `details` are further fields of the answer. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: SlackJson;

  constructor(code: string, details: SlackJson = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}
