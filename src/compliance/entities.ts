// Recognises times, durations, amounts and numbers in normal text by fixed patterns of our own.
// Shops cannot add patterns. Every repetition is bounded, so the work per character is constant.

export const ENTITY_NAMES = ['@clock', '@duration', '@money', '@date', '@phone', '@percent_points', '@number', '@long_number', '@big_count', '@child_age', '@id_number', '@bank_card', '@contact'] as const;
export type EntityName = (typeof ENTITY_NAMES)[number];

export interface EntityHit {
  readonly entity: EntityName;
  readonly start: number;
  readonly end: number;
  /** For @duration: the longest length named, in hours (working days count as days). NaN when the number is not known. */
  readonly hours: number;
}

const NUM = String.raw`(?:\d{1,6}(?:\.\d{1,2})?|[零〇一二两三四五六七八九十百千]{1,5}|\[数字x\])`;
const RANGE = String.raw`${NUM}(?:(?:-{1,2}|~|到|至|、)${NUM}){0,1}`;
const PART = '(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|今晚|明早|明晚|今早|晚|早)';
const UNIT = '(?:个工作日|工作日|个小时|小时|个钟头|钟头|个钟|分钟|个星期|星期|个礼拜|礼拜|周|天|日内|日之内|个月|个半月|年|h(?![a-z]))';

/** One pattern per entity, tried at every place; `(?<!` and `(?!` keep look-alikes out (第3点, 一点点, 3号色). */
const PATTERNS: readonly (readonly [EntityName, RegExp])[] = [
  ['@clock', new RegExp(String.raw`${PART}?(?<![第\d.:有])(?:(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)|(?:(?:[01]?\d|2[0-4])|\[数字x\])点(?![点儿五六七八九\d]{2}|[多赠税])(?:半|钟|整|[0-5]?\d分?)?|(?:[二两三四五六七八九]|十[一二]?)点(?!点|儿|建议|注意|要求|说明)(?:半|钟|整|一刻|[一二三四五]?十?[一二三四五六七八九十]分)?|一点(?=钟|半|整|前|之前|以前)[钟半整]?|(?:[01]?\d|2[0-4])时(?![候间段代效尚]))`, 'gu')],
  ['@clock', new RegExp(String.raw`(?:凌晨|上午|中午|下午|晚上|早上)一点(?!点|儿)`, 'gu')],
  ['@duration', new RegExp(String.raw`(?<![第\d.今明昨])(?:${RANGE}|半|两三|三四|三五|四五|五六|一两|一二)${UNIT}(?:以?内|之内)?`, 'gu')],
  ['@money', new RegExp(String.raw`(?:[¥$]${NUM}|\[金额x\]|${NUM}(?:多|来)?(?:元|圆|块钱|块(?!布|面|头|状|一)|毛(?!衣|线|巾|病|呢|毯|绒|利)|角(?!度|落|色)|rmb|大洋|软妹币|红包|人民币))`, 'gu')],
  ['@date', new RegExp(String.raw`(?:${NUM}月(?:${NUM}[日号]?|初|中|底)|${NUM}号(?![线店码色楼链库仓门款机院房铺单])|(?:下个?|这个?|本|上个?)?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-6](?!天))|(?:下|这|本)个?(?:周|星期|礼拜)(?!期|年)|(?:月|年)底|\[日期x\])`, 'gu')],
  ['@phone', /(?<!\d)(?:1[3-9]\d(?:[-.~/]?\d){8}|\d{3,4}-\d{7,8})(?!\d)|\[电话x\]/gu],
  ['@percent_points', new RegExp(String.raw`(?:${NUM}个(?:税?点)|${NUM}点(?=税|的税)|${NUM}%|百分之${NUM})`, 'gu')],
  ['@number', /(?<![\d.])\d{1,6}(?:\.\d{1,2})?(?![\d.])|\[数字x\]|[一二两三四五六七八九]?[十百千][一二三四五六七八九十百]{0,4}/gu],
  ['@long_number', /(?<!\d)\d{7,30}(?!\d)/gu],
  ['@big_count', /(?:(?<!\d)\d{2,6}|几十|上百|几百|上千|[一二两三四五六七八九]?[十百千][一二三四五六七八九十百]{0,3}|\[数字x\])(?:多|来)?(?:件|套|条|双|个(?!月|点|小|工|字)|台|份|盒|箱|根|瓶|只|包)/gu],
  ['@child_age', /(?:(?<!\d)(?:[3-9]|1[0-7])|十?[三四五六七八九]|十[一二]?)周?岁(?!半?(?:以上|码|到))/gu],
  // A number or name to be found by outside of the platform: q群123456789, 加微abc998, 扣扣号是88888888.
  ['@contact', /(?:(?:[q扣]{2}|q|企鹅|蔻蔻|口口)(?:群|号)?(?:号码?)?[是为加:]{0,2}[1-9]\d{4,10}|群号?[是为:]{0,2}[1-9]\d{5,10}|(?:微信?|威信|徽信?|薇信?|维信|卫星|加v|(?<![a-z])[vw]x)(?:号码?)?[是为加:]{0,2}(?=[a-z_\d-]{0,19}\d)[a-z][a-z\d_-]{4,19}|(?:微信?|徽信?|薇信?|(?<![a-z])[vw]x)(?:号码?)?[是为加:]{0,2}1[3-9]\d{9})(?![a-z\d])/gu],
  ['@id_number', /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])|\[身份证号x\]/gu],
  ['@bank_card', /(?<!\d)(?:62\d{14,17}|[45]\d{15})(?!\d)/gu],
];

/** What an entity of each kind holds one of, whatever else: a pattern is tried only where the text has its sign. */
const SIGNS: Readonly<Record<EntityName, string>> = {
  '@clock': ':点时', '@duration': '时钟分星礼周天日月年h', '@money': '¥$[元圆块毛角r大软红人', '@date': '月号周星礼底[', '@phone': '0123456789[',
  '@percent_points': '点%百', '@number': '0123456789[十百千', '@long_number': '0123456789', '@big_count': '件套条双个台份盒箱根瓶只包', '@child_age': '岁',
  '@contact': 'q扣企蔻口群微威徽薇维卫加vwx', '@id_number': '0123456789[', '@bank_card': '0123456789',
};
/** What every entity but some dates holds one of. */
const NUMBERED = '0123456789零〇一二两三四五六七八九十百千半几上[';
/** What the entities of long numbers hold, or the placeholder of one. */
const LONG_DIGITS = /\d{3,}|\[/u;
const LONG_ENTITIES: ReadonlySet<EntityName> = new Set(['@phone', '@long_number', '@id_number', '@bank_card']);

/** A bit for each entity's sign, and one for numbers. */
const signOf = new Int32Array(0x10000);
const NUMBERED_BIT = 1 << ENTITY_NAMES.length;
for (const [i, name] of ENTITY_NAMES.entries()) for (const unit of SIGNS[name]) signOf[unit.charCodeAt(0)]! |= 1 << i;
for (const unit of NUMBERED) signOf[unit.charCodeAt(0)]! |= NUMBERED_BIT;

/** Patterns with the bits of what they need. */
const SIGNED = PATTERNS.map(([entity, pattern]) => ({ entity, pattern, needs: (1 << ENTITY_NAMES.indexOf(entity)) | (entity === '@date' ? 0 : NUMBERED_BIT), isLong: LONG_ENTITIES.has(entity) }));

const HOURS_PER_UNIT: readonly (readonly [RegExp, number])[] = [
  [/分钟/u, 1 / 60],
  [/小时|钟头|个钟|h/u, 1],
  [/星期|礼拜|周/u, 168],
  [/个月|个半月/u, 720],
  [/年/u, 8760],
  [/天|日/u, 24],
];
const DIGITS: Readonly<Record<string, number>> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Every entity in a text in normal form, ordered by place. Entities of different kinds may overlap. */
export function findEntities(text: string): EntityHit[] {
  const hits: EntityHit[] = [];
  let signs = 0;
  for (let i = 0; i < text.length; i++) signs |= signOf[text.charCodeAt(i)]!;
  if (signs === 0) return hits;
  const isLong = (signs & NUMBERED_BIT) !== 0 && LONG_DIGITS.test(text);
  for (const { entity, pattern, needs, isLong: needsLong } of SIGNED) {
    if ((signs & needs) !== needs || (needsLong && !isLong)) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const [words] = match;
      if (entity === '@bank_card' && !passesLuhn(words)) continue;
      hits.push({ entity, start: match.index, end: match.index + words.length, hours: entity === '@duration' ? hoursOf(words) : Number.NaN });
    }
  }
  return hits.length < 2 ? hits : hits.sort((a, b) => a.start - b.start || a.end - b.end);
}

const NUMBERS = new RegExp(NUM, 'gu');

/** "3-5天" → 120, "半个月" → 360, "[数字x]小时" → NaN. */
function hoursOf(words: string): number {
  const unit = HOURS_PER_UNIT.find(([pattern]) => pattern.test(words))?.[1] ?? Number.NaN;
  if (words.startsWith('半')) return unit / 2;
  const numbers = words.match(NUMBERS) ?? [];
  const last = numbers.at(-1);
  if (last === undefined) return Number.NaN;
  const value = valueOf(isSpan(last) ? last.slice(1) : last);
  return (words.includes('个半月') ? value + 0.5 : value) * unit;
}

/** Two numerals that follow each other name a span (三四天, 三五天); others are digits of one number (四八小时). */
function isSpan(numeral: string): boolean {
  if (!/^[一二两三四五六七八九]{2}$/u.test(numeral)) return false;
  const step = valueOf(numeral[1]!) - valueOf(numeral[0]!);
  return step === 1 || step === 2;
}

/** The check digit of payment cards (ISO/IEC 7812-1); order numbers of the same length mostly fail it. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A number in digits or in Chinese numerals below ten thousand; NaN for a placeholder. */
export function valueOf(numeral: string): number {
  if (/^\d/u.test(numeral)) return Number(numeral);
  if (numeral.startsWith('[')) return Number.NaN;
  let total = 0;
  let digit = 0;
  for (const sign of numeral) {
    const tens = TENS[sign];
    if (tens === undefined) {
      digit = digit * 10 + (DIGITS[sign] ?? Number.NaN);
    } else {
      total += (digit === 0 ? 1 : digit) * tens;
      digit = 0;
    }
  }
  return total + digit;
}
