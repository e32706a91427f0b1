// What a conversation refuses to do, as stable codes that the transport turns into error frames.
import type { OverrideRefusal } from '../compliance/gate.ts';
import type { PromiseReport } from '../compliance/promises.ts';

export type RefusalCode =
  | 'unknown_conversation' | 'unknown_option' | 'unknown_agent' | 'unknown_task'
  | 'not_yours' | 'already_taken' | 'client_msg_id_reused' | 'conversation_closed' | 'transfer_target' | 'reply_blocked' | 'text_too_long' | 'text_empty' | 'nothing_masked' | 'visitor_erased'
  | OverrideRefusal;

export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** What the gate stopped; only with `reply_blocked` and the codes of an override. */
  readonly report: PromiseReport | null;
  /** Whether a supervisor's override could let the text of the report pass. */
  readonly overridable: boolean;

  constructor(code: RefusalCode, report: PromiseReport | null = null, overridable = false) {
    super(code);
    this.code = code;
    this.report = report;
    this.overridable = overridable;
  }
}
