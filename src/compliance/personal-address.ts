// Finds where somebody lives: 省 市 区 县 镇 街道 路 号 栋 单元 室 in sequence, and house and room numbers by themselves.
// A place that thousands share (广东省深圳市) is no address. It reads forms, it knows no map. Every repetition is bounded.
import type { Folded } from './personal-fold.ts';
import type { Span } from './personal-numbers.ts';

const PROVINCE = '(?:北京|天津|上海|重庆|河北|山西|内蒙古?|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾)(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?';
const NUM = '(?:\\d{1,5}(?:-\\d{1,4})?|[零〇一二三四五六七八九十百]{1,5})';

/** Levels of a name by its last characters; longer endings first. `admin` is shared by many, `town` and below tell the place. */
const ENDINGS = {
  admin: ['自治州', '自治县', '地区', '(?<![超股上夜菜本全]|(?<!成)都|(?<![厦江荆天])门|(?<![盐晋宣运白聊诸])城|(?<!大)同)市', '(?<![地山专社景论言动校郊市城分全时禁雷])区', '(?<!全)县', '(?<!国|红|锦)旗', '(?<!联|同)盟'],
  town: ['街道', '新区', '开发区', '社区', '(?<![冰城乡坐])镇', '(?<![城下老家故同])乡', '(?<![农乡])村', '屯'],
  road: ['大道', '(?<![半上在赶网线套思后来绝迷问带走公马铁电退销出短])路', '(?<![逛上步])街', '(?<!知|报|味|频|通|渠|难|门|航|赛|轨|国|一|街|地)道', '巷', '胡同', '里弄'],
  estate: ['小区', '花园', '公寓', '大厦', '广场', '家园', '花苑', '雅苑', '新村', '新城', '名城', '大学', '学院', '中学', '小学', '学校', '医院', '宿舍', '工业园', '科技园', '产业园', '写字楼', '酒店', '商场', '(?:苑|府|湾|庭|邸|轩)(?= ?[a-z\\d一二三四五六七八九十])'],
} as const;
type Level = keyof typeof ENDINGS | 'province' | 'number';

/** The order in which endings of the same place are tried. */
const ORDER = ['town', 'estate', 'road', 'admin'] as const;
/** Looked for first, as it costs a fraction of all endings: the last character of any of them. */
const NEAR = '(?=\\p{Script=Han}{1,11}?[州县区市旗盟道镇乡村屯路街巷同弄园寓厦场苑城学院校舍楼店府湾庭邸轩])';
const NAMED = `${NEAR}\\p{Script=Han}{1,8}?(?:${ORDER.map((level) => `(?<${level}>${ENDINGS[level].join('|')})`).join('|')})`;
const MARK = '号楼|号院|号|栋|幢|单元|座|室|房间|房|楼|层|弄|组|队|户|#';
const NUMBERED = `(?:[a-z]?${NUM}[a-z]?(?<mark>${MARK})|[a-z](?<lettered>座|栋|幢|单元))`;
const PARTS = new RegExp(`(?<number>${NUMBERED})|(?<province>${PROVINCE}(?!路|街|[东西南北中]路|大道|大厦|大学))|${NAMED}`, 'gu');

/** Characters that end a name in a sentence and stand in few place names. */
const STOPS = /[到寄在是住发址给我你您他她它送去往的这那您就请问以吗呢吧了也还有没把被跟货件帮改写填收买]|成(?!都)|个(?!旧)/g;
/** A colour, a line: no house. */
const NO_HOUSE = /^[线店色码款链仓库机字铺版柜]/;
/** What follows a day of the month. */
const DAY = /^(?:[1-9]|[12]\d|3[01])号$/;
const NO_HOUSE_DAY = /^(?:.{0,1}(?:能|到|发|前|之|开始|才|左右|晚|早|上午|下午|封|可以|会|要|就|还|下单|付|买|收|签|寄|来|去|有))/;
/** A bare room behind a building (3栋502), or building and room by dashes behind an estate (3-2-501). */
const ROOM = /^[- ]?[a-z]?\d{3,4}(?:室|房)?(?![\d元块月年件码cmkg])/;
const DASHES = /^ ?\d{1,3}[-#]\d{1,4}(?:-\d{1,4})?(?![\d元块月年件码cmkg])/;
const HOME_WORDS = /(?:地址|收件|收货|住址|家住|住在|家在)[^\d*]{0,6}$/;
/** Between two parts: a separator, or a name that ends in nothing known. */
const GAP = /^(?:[ ,、.·\-—\n()]{0,3}|\p{Script=Han}{1,6})$/u;

interface Part {
  readonly level: Level;
  readonly mark: string;
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

export function findAddresses({ plain }: Folded): Span<'address'>[] {
  if (!/[号栋幢座室楼层弄组队户#元镇乡村街路道巷区苑园厦城]/.test(plain)) return [];
  const parts = partsOf(plain);
  return groupsOf(plain, parts).filter((group) => isAddress(plain, group)).map((group) => ({ kind: 'address', ...extent(plain, group) }));
}

function partsOf(plain: string): readonly Part[] {
  return [...plain.replace(STOPS, '|').matchAll(PARTS)].flatMap((match): Part[] => {
    const named = match.groups ?? {};
    const level = (['province', 'number', ...ORDER] as const).find((name) => named[name] !== undefined);
    const [words] = match;
    const end = match.index + words.length;
    const mark = named['mark'] ?? named['lettered'] ?? '';
    if (level === undefined || (mark !== '' && isNoHouse(mark, words, plain.slice(end, end + 4), plain.slice(Math.max(0, match.index - 1), match.index)))) return [];
    return [{ level, mark, words, start: match.index, end }];
  });
}

function isNoHouse(mark: string, words: string, after: string, before: string): boolean {
  if (/[第*]/.test(before) || (mark === '号' && (NO_HOUSE.test(after) || (DAY.test(words) && NO_HOUSE_DAY.test(after))))) return true;
  // 三室一厅, 两室两厅; 5楼主; 一组图.
  return (mark === '室' && /^[零一二三四五六两\d]?厅/.test(after)) || (mark === '楼' && after.startsWith('主')) || (mark === '房' && /^[子间]/.test(after) && !/\d{3}/.test(words));
}

function groupsOf(plain: string, parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const gap = last ? plain.slice(last.end, part.start) : '';
    if (group && last && GAP.test(gap) && gap.replace(STOPS, '|') === gap) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

const COUNTED = /^[一两几这那整半]/;
const STRONG: ReadonlySet<string> = new Set(['栋', '幢', '单元', '号楼']);
/** After these a floor or a flat is a door (B座17楼), after another floor it is not (里三层外三层). */
const HOUSES: ReadonlySet<string> = new Set([...STRONG, '座', '号院', '弄']);

function isAddress(plain: string, group: readonly Part[]): boolean {
  const below = group.filter(({ level }) => level === 'town' || level === 'road' || level === 'estate').length;
  const admin = group.filter(({ level }) => level === 'admin' || level === 'province').length;
  if (group.some((part, index) => tellsHouse(part, group[index - 1], group.length))) return true;
  if (group.some((part) => part.level === 'estate' && DASHES.test(plain.slice(part.end, part.end + 16)))) return true;
  if (admin >= 2 && below >= 2) return true;
  return admin >= 1 && below >= 1 && HOME_WORDS.test(plain.slice(Math.max(0, (group[0]?.start ?? 0) - 10), group[0]?.start));
}

/** Whether a numbered part is a door, alone or by what stands before it. */
function tellsHouse({ mark, words, start }: Part, before: Part | undefined, size: number): boolean {
  if (mark === '') return false;
  const near = before !== undefined && start - before.end <= 2;
  if (STRONG.has(mark)) return size > 1 || !COUNTED.test(words);
  if ((mark === '室' || mark === '房' || mark === '房间') && /\d{3}/.test(words)) return true;
  if (!near || before === undefined) return false;
  const tells = before.level === 'road' ? before.words.length >= 3 : before.level === 'estate' || HOUSES.has(before.mark) || (before.level === 'town' && before.words.endsWith('村'));
  return tells;
}

function extent(plain: string, group: readonly Part[]): { readonly start: number; readonly end: number } {
  const last = group.at(-1)!;
  const rest = plain.slice(last.end, last.end + 16);
  const room = (/栋|幢|单元|座|号楼|楼|#/.test(last.mark) ? ROOM.exec(rest) : null) ?? (last.level === 'estate' ? DASHES.exec(rest) : null);
  return { start: group[0]!.start, end: last.end + (room?.[0].length ?? 0) };
}

const SHARED = new RegExp(`^(?:${PROVINCE}[ ]?)?(?:\\p{Script=Han}{1,6}?市|\\p{Script=Han}{1,6}?(?:自治州|盟))?`, 'u');
const LAST_MARK = /(?:室|号楼|号院|栋|幢|单元|号|楼|层|座|户|组|房|村|镇|乡|街道|路|街|小区|花园)$/;

/** What may be shown of an address in folded form: province and city, else the kind of its last part. */
export function shownOfAddress(words: string): string {
  const shared = SHARED.exec(words)?.[0].trimEnd() ?? '';
  return shared === '' || shared === words ? `***${LAST_MARK.exec(words)?.[0] ?? ''}` : `${shared}***`;
}
