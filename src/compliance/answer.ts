// A bare yes to what a buyer asked (今天能发吗 … 可以的) promises what was asked. Reads the two together, by the rules.
// Only for what a person writes; the bot never answers yes.
import { readText, saysOnly } from './pattern.ts';
import type { ShopPolicy } from './policy.ts';
import { checkPromises, type PromiseReport, type PromiseRules } from './promises.ts';
import type { NormalText } from '../types.ts';

/** Characters of the question that is read with the answer, its last ones. UTF-16 units. */
export const ASKED_LENGTH_MAX = 120;
/** Words for yes (knowledge/rules/concepts.yaml); a folder without the concept is read without this. */
const YES = 'yes';
const PLAIN_YES = '？可以';
/** Signs that say yes; the normal form has no signs. */
const YES_SIGN = /👌|👍|🆗|✅/gu;

/** What is promised by answering `text` to `asked`, marked on all of `text`; null when it is no bare yes, or promises nothing. */
export function promisedByYes(promises: PromiseRules, policy: ShopPolicy, asked: string, text: string, normalise: (text: string) => NormalText): PromiseReport | null {
  if (!saysOnly(readText(promises.concepts, normalise(text.replace(YES_SIGN, '可以'))), promises.concepts.ids.get(YES))) return null;
  const question = asked.slice(-ASKED_LENGTH_MAX).replace(/[？?。！!~\s]+$/u, '');
  if (question === '') return null;
  const rules = { ...promises, learned: null };
  const alone = checkPromises(rules, policy, normalise(question));
  // What the buyer states is not made the shop's word by an acknowledgement; what the buyer asks for is.
  if (alone.verdict === 'block' && !asks(promises, asked, normalise)) return null;
  const { verdict, suggestion, findings } = alone.verdict === 'block' ? alone : checkPromises(rules, policy, normalise(question + PLAIN_YES));
  if (verdict !== 'block') return null;
  return { verdict, suggestion, findings: findings.filter(({ level }) => level === 'block').slice(0, 1).map((finding) => ({ ...finding, start: 0, end: text.length, words: text })) };
}

/** Whether the last clause asks for a yes or no; the question may stand without its mark. */
function asks(promises: PromiseRules, asked: string, normalise: (text: string) => NormalText): boolean {
  const { asking } = readText(promises.concepts, normalise(asked.slice(-ASKED_LENGTH_MAX))).surface.clauses.at(-1) ?? { asking: 'none' };
  return asking !== 'none' && asking !== 'wh';
}
