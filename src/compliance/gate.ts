// The gate: nothing reaches a person without an approval minted here, whoever wrote it.
// The only file that casts to Approved<…>. It judges texts; what to do with a refusal is the caller's affair.
import type { Approved, NormalText, Reply } from '../types.ts';
import type { ShopPolicy } from './policy.ts';
import { checkPromises, faultReport, reportOf, type PromiseReport, type PromiseRules } from './promises.ts';

export type GateResult =
  | { readonly ok: true; readonly reply: Approved<Reply>; readonly report: PromiseReport }
  | { readonly ok: false; readonly report: PromiseReport };

export interface Gate {
  /** Reads the text and every option title. `warn` passes with its report; `block` and any failure refuse. */
  approve(reply: Reply): GateResult;
}

export interface GateParts {
  readonly promises: PromiseRules;
  readonly policy: ShopPolicy;
  readonly normalise: (text: string) => NormalText;
}

export function createGate({ promises, policy, normalise }: GateParts): Gate {
  const check = (text: string): PromiseReport => checkPromises(promises, policy, normalise(text));
  return {
    approve(reply) {
      const report = readReply(reply, check);
      return report.verdict === 'block' ? { ok: false, report } : { ok: true, reply: mint(reply), report };
    },
  };
}

/**
 * For the store's decoder, its only use: history was approved when it was written, and rules may have changed since.
 * Never call it on a text that has not been stored as an approved reply.
 */
export function reviveApproved(reply: Reply): Approved<Reply> {
  return mint(reply);
}

function readReply(reply: Reply, check: (text: string) => PromiseReport): PromiseReport {
  try {
    const titles = reply.options.flatMap(({ id, title }) => check(title).findings.map((finding) => ({ ...finding, option: id })));
    return reportOf([...check(reply.text).findings, ...titles]);
  } catch {
    return faultReport(typeof reply.text === 'string' ? reply.text : '');
  }
}

const mint = (reply: Reply): Approved<Reply> => reply as Approved<Reply>;
