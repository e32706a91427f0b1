// The gate: nothing reaches a person without an approval minted here, whoever wrote it.
// The only file that casts to Approved<…>. It judges texts; what to do with a refusal is the caller's affair.
import type { Agent, Approved, NormalText, Override, Reply, Team } from '../types.ts';
import { promisedByYes } from './answer.ts';
import { AS_READ, isOverridable, maySupervise, OVERRIDE_REASON_MAX, OVERRIDE_REASON_MIN, strongestLevels, weighed, type Levels } from './levels.ts';
import type { ShopPolicy } from './policy.ts';
import { checkPromises, faultReport, reportOf, type PromiseReport, type PromiseRules } from './promises.ts';

/** A supervisor's wish to send a blocked text all the same. The gate itself checks who asks. */
export interface OverrideWish {
  readonly by: Pick<Agent, 'id' | 'name' | 'role' | 'team'>;
  readonly reason: string;
}

/** Why an override did not help; `override_never`: a finding is of a type that nobody may let pass. */
export type OverrideRefusal = 'override_not_allowed' | 'override_reason_short' | 'override_reason_long' | 'override_never';

export interface ApproveOptions {
  /** The writer's team, whose exceptions hold; without one only the shop's own levels do. */
  readonly team?: Team | null;
  readonly override?: OverrideWish | null;
  /** What the buyer said last: a bare yes promises what was asked. */
  readonly answering?: string | null;
}

export type GateResult =
  /** `override` names who let a blocked text pass, and why; null when the text passes by itself. */
  | { readonly ok: true; readonly reply: Approved<Reply>; readonly report: PromiseReport; readonly override: Override | null }
  /** `refusedOverride` is null when none was asked for; `overridable`: whether one could help. */
  | { readonly ok: false; readonly report: PromiseReport; readonly refusedOverride: OverrideRefusal | null; readonly overridable: boolean };

export interface Gate {
  /** Reads the text and every option title. `warn` passes with its report; `block` and any failure refuse, unless overridden. Never throws. */
  approve(reply: Reply, options?: ApproveOptions): GateResult;
  /** The name of a promise type in words for agents; the type itself when there is none. */
  typeName(type: string): string;
}

export interface GateParts {
  readonly promises: PromiseRules;
  readonly policy: ShopPolicy;
  readonly normalise: (text: string) => NormalText;
  /** What the shop's policy file says; without one everything counts as it is read. */
  readonly levels?: Levels;
}

export function createGate({ promises, policy, normalise, levels = AS_READ }: GateParts): Gate {
  const strongest = strongestLevels(promises);
  const check = (text: string): PromiseReport => checkPromises(promises, policy, normalise(text));
  // A title is a buyer's question; what was learned from agents' sentences says nothing about it.
  const byRules = { ...promises, learned: null };
  const checkTitle = (title: string): PromiseReport => checkPromises(byRules, policy, normalise(title));
  return {
    approve(reply, { team = null, override = null, answering = null } = {}) {
      const answered = (text: string): PromiseReport => (answering === null ? null : promisedByYes(promises, policy, answering, text, normalise)) ?? check(text);
      const report = readReply(reply, answered, checkTitle, (read) => weighed(levels, strongest, team, read));
      if (report.verdict !== 'block') return { ok: true, reply: mint(reply), report, override: null };
      const overridable = isOverridable(levels, report);
      const refusedOverride = override === null ? null : refusal(override, overridable);
      if (override === null || refusedOverride !== null) return { ok: false, report, refusedOverride, overridable };
      return { ok: true, reply: mint(reply), report, override: recordOf(override, report) };
    },
    typeName: (type) => promises.types[type]?.name ?? type,
  };
}

/**
 * For the store's decoder, its only use: history was approved when it was written, and rules may have changed since.
 * Never call it on a text that has not been stored as an approved reply.
 */
export function reviveApproved(reply: Reply): Approved<Reply> {
  return mint(reply);
}

function readReply(reply: Reply, check: (text: string) => PromiseReport, checkTitle: (title: string) => PromiseReport, weigh: (report: PromiseReport) => PromiseReport): PromiseReport {
  try {
    const titles = reply.options.flatMap(({ id, title }) => checkTitle(title).findings.map((finding) => ({ ...finding, option: id })));
    return weigh(reportOf([...check(reply.text).findings, ...titles]));
  } catch {
    return faultReport(typeof reply.text === 'string' ? reply.text : '');
  }
}

/** Null when the override holds. A fault is of no type that a file could name, so it is never overridable. */
function refusal({ by, reason }: OverrideWish, overridable: boolean): OverrideRefusal | null {
  const { length } = reason.trim();
  const said = reason.match(/\p{L}/gu)?.length ?? 0;
  if (!maySupervise(by)) return 'override_not_allowed';
  if (!overridable) return 'override_never';
  if (said < OVERRIDE_REASON_MIN) return 'override_reason_short';
  return length > OVERRIDE_REASON_MAX ? 'override_reason_long' : null;
}

function recordOf({ by, reason }: OverrideWish, { findings }: PromiseReport): Override {
  const types = findings.filter(({ level }) => level === 'block').map(({ type }) => type);
  return { agentId: by.id, agentName: by.name, reason: reason.trim(), types: [...new Set(types)] };
}

const mint = (reply: Reply): Approved<Reply> => reply as Approved<Reply>;
