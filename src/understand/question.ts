// What a sentence asks for, whatever it is about: when, how, how much, whether; and whether it denies. Signs of the wording,
// used as evidence: two texts that ask for different things are rarely the same question, however many words they share.

/** Kinds of question with the wordings that ask them; several may hold. Written from Chinese grammar, not from any data set. */
export const QUESTION_KINDS = {
  when: /什么时[候间]|啥时[候间]?|几时|何时|多久|几天|多长时间|几点|哪[一]?天|几号|哪[一]?年|几月|多会|多少天|多少年/,
  how: /怎么(?!还|这|那|没|不|回事|又|样|了)|如何|咋(?!还|这|没|不|回事|又|样|了)|怎样|方法|步骤|教程|流程/,
  why: /为什么|为啥|为何|怎么回事|咋回事|[啥么]原因|怎么(?:还|没|不|又|这)|咋(?:还|没|不|又|这)/,
  price: /多少钱|价格|价位|几块|几元|费用|贵不贵|多钱/,
  amount: /多少(?!钱|天|年)|几[个件双条次张本台只]|多[大高长重宽深远厚]/,
  may: /能不能|可不可以|可以.{0,12}[吗么嘛不]|能.{0,12}[吗么嘛不]|行不行|可否|能否|会不会|会.{0,12}[吗么嘛]|行吗/,
  has: /有没有|有.{0,12}[吗么嘛]|有无|是否有/,
  is: /是不是|是.{0,12}[吗么嘛]|是否/,
  who: /谁/,
  where: /在哪|哪里|哪儿|去哪|到哪|什么地方|啥地方/,
  which: /哪个|哪家|哪种|哪款|哪些|推荐/,
  what: /是什么|什么意思|啥意思|是啥|含义/,
  good: /好不好|怎么样|咋样|好吗|好用|值得/,
} as const satisfies Readonly<Record<string, RegExp>>;

const KINDS = Object.entries(QUESTION_KINDS);
const DENIAL = /不(?!好意思|错|过|同|管|仅|只)|没|无法|未|(?<![区特识级性告分个类辨])别(?![的人家])|勿/g;
const CHOICE = /([能可会是行有要])[不没]\1|可不可以/g;

/** The sign of an odd number of denials; the kinds have the bits below it. */
export const DENIES = 1 << KINDS.length;

/** Bit k for the k-th of QUESTION_KINDS, and DENIES. */
export function signsOf(text: string): number {
  let signs = 0;
  for (let k = 0; k < KINDS.length; k++) if (KINDS[k]![1].test(text)) signs |= 1 << k;
  const denials = text.replace(CHOICE, '').match(DENIAL)?.length ?? 0;
  return denials % 2 === 1 ? signs | DENIES : signs;
}

/** The names of the signs, for people. */
export function namesOfSigns(signs: number): readonly string[] {
  return [...KINDS.map(([name]) => name), 'denies'].filter((_, k) => (signs & (1 << k)) !== 0);
}

/** 1 when both ask for the same, 0 when they share nothing that is asked, shares between; 1 when neither asks by a known wording. */
export function askAlike(a: number, b: number): number {
  const kinds = DENIES - 1;
  const either = bits((a | b) & kinds);
  return either === 0 ? 1 : bits(a & b & kinds) / either;
}

function bits(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count++;
  return count;
}
