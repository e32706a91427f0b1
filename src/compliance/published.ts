// Tells when a sentence only repeats the published policy (or promises less), so that it is no promise of its own.
// One check per name that a promise rule may give as `policy`.
import type { RuleMatch, RuleSource, Reading } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';

export const POLICY_NAMES = ['dispatch', 'refund', 'invoice', 'returns', 'free_regions', 'price_protect', 'chat_wait'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

type Check = (match: RuleMatch<RuleSource>, policy: ShopPolicy, reading: Reading) => boolean;

const HOURS_PER_DAY = 24;
const REGION_SHARED_MIN = 3;
/** "请稍等两三分钟" is a wait within the chat, not a deadline. */
const CHAT_WAIT_HOURS = 0.25;

/** The days limit that a kind of claim is held to; the first word found in the matched words decides. */
const CLAIM_LIMITS: readonly (readonly [RegExp, keyof ShopPolicy])[] = [
  [/保修|质保|三包/u, 'warrantyDays'],
  [/价保|保价|差价|价格保护/u, 'priceProtectDays'],
  [/换/u, 'exchangeDays'],
  [/退/u, 'returnDays'],
];

export const POLICY_CHECKS: Readonly<Record<PolicyName, Check>> = {
  dispatch: (match, policy) => notSooner(match, policy.dispatchHours),
  refund: (match, policy) => notSooner(match, policy.refundDays * HOURS_PER_DAY),
  invoice: (match, policy) => hasDuration(match) && notSooner(match, policy.invoiceDays * HOURS_PER_DAY),
  returns: (match, policy, reading) => notLonger(match, claimLimit(wordsOf(match, reading), policy)),
  free_regions: (match, policy, reading) => namesFreeRegion(clauseText(match, reading), policy),
  price_protect: (match, policy) => hasDuration(match) && notLonger(match, policy.priceProtectDays),
  chat_wait: (match) => hasDuration(match) && durations(match).every((claimed) => claimed < CHAT_WAIT_HOURS),
};

/** Hours of the durations in the match; a number that is not known (a placeholder) gives none. */
const durations = (match: RuleMatch<RuleSource>): number[] => match.parts.map((part) => part.hours).filter((hours) => !Number.isNaN(hours));

const hasDuration = (match: RuleMatch<RuleSource>): boolean => match.parts.some((part) => !Number.isNaN(part.hours));

const notSooner = (match: RuleMatch<RuleSource>, hours: number): boolean => durations(match).every((claimed) => claimed >= hours);

const notLonger = (match: RuleMatch<RuleSource>, days: number): boolean => durations(match).every((claimed) => claimed <= days * HOURS_PER_DAY);

function claimLimit(words: string, policy: ShopPolicy): number {
  const key = CLAIM_LIMITS.find(([pattern]) => pattern.test(words))?.[1] ?? 'returnDays';
  return policy[key] as number;
}

const wordsOf = (match: RuleMatch<RuleSource>, reading: Reading): string => reading.surface.text.slice(match.start, match.end);

function clauseText(match: RuleMatch<RuleSource>, reading: Reading): string {
  const { clauses, clauseOf, text } = reading.surface;
  return text.slice(clauses[clauseOf[match.start]!]!.start, clauses[clauseOf[match.end - 1]!]!.end);
}

/** "江浙沪包邮" is covered by the published 江浙沪皖及大部分省份; a clause that also names a remote region is not. */
function namesFreeRegion(clause: string, policy: ShopPolicy): boolean {
  if (policy.remoteRegions.some((region) => clause.includes(region))) return false;
  return policy.freeRegions.split(/[、，,及和与]/u).some((region) => {
    const name = region.trim();
    if (name.length <= REGION_SHARED_MIN) return name !== '' && clause.includes(name);
    for (let i = 0; i + REGION_SHARED_MIN <= name.length; i++) if (clause.includes(name.slice(i, i + REGION_SHARED_MIN))) return true;
    return false;
  });
}
