// Tells whether data that is not the buyer's own (a phone number, an address, a card, a name at WeChat) stands beside what a rule saw, so that
// speaking of another buyer is told apart from giving that buyer away. It asks personal.ts; rules call for it with `personal`.
import { originalRange } from './clauses.ts';
import type { Reading, RuleMatch, RuleSource } from './pattern.ts';
import { findPersonal } from './personal.ts';

/** UTF-16 units between the words and the data, either way: a sentence, or the one behind. */
const BESIDE_MAX = 60;
/** What data sets and our examples write for it. */
const PLACEHOLDER = /\[(?:电话|地址|身份证号)x\]/i;
/** Said to be the buyer's own right before it (您留的电话还是 …); what is given to the buyer is not. */
const OWN = /(?<![给发诉])(?:[您你亲]|咱)(?:这边|这里|们)?(?:的|留|填|写|登记|新|预留|收货|本人|现在|改)[^，。,!！？?;；\d]{0,10}$/u;
const OWN_LENGTH = 20;

/** Asked for few texts, those whose rule matched; linear in the text. */
export function hasPersonalBeside(match: RuleMatch<RuleSource>, { surface }: Reading): boolean {
  const { original } = surface.normal;
  const { start, end } = originalRange(surface, match);
  return PLACEHOLDER.test(original.slice(Math.max(0, start - BESIDE_MAX), end + BESIDE_MAX))
    || findPersonal(original).some((found) => found.end >= start - BESIDE_MAX && found.start <= end + BESIDE_MAX && !OWN.test(original.slice(Math.max(0, found.start - OWN_LENGTH), found.start)));
}
