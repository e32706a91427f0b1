// Makes a knowledge folder of a given size out of word lists, for measuring: the product's own rules, risks and words, and
// entries of ten ways of asking each. The same size always gives the same folder.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ways of asking of one made entry. */
export const QUESTIONS_PER_ENTRY = 10;
const ENTRIES_PER_FILE = 200;

const COLOURS = ['米白', '藏青', '墨绿', '酒红', '浅灰', '驼色', '雾蓝', '焦糖', '奶杏', '烟粉', '炭黑', '香芋'];
const GOODS = [
  '衬衫', '卫衣', '羽绒服', '牛仔裤', '连衣裙', '针织衫', '风衣', '西装', '短裤', '半身裙', '毛衣', '马甲', '大衣', '运动鞋', '帆布鞋', '皮带', '围巾', '帽子',
  '手套', '袜子', '睡衣', '浴巾', '床单', '被套', '枕头', '窗帘', '地毯', '台灯', '水杯', '保温壶', '饭盒', '炒锅', '菜刀', '砧板', '雨伞', '背包', '钱包', '行李箱',
];
const ASPECTS: readonly (readonly [string, string])[] = [
  ['会不会掉色', '洗了褪色吗'], ['会不会起球', '容易起毛球吗'], ['能不能机洗', '可以放洗衣机吗'], ['怎么保养', '平时怎么打理'], ['是什么材质', '用的什么料子'],
  ['有没有弹力', '弹性好不好'], ['有多重', '大概多少克'], ['厚不厚', '是厚款吗'], ['有没有味道', '打开有异味吗'], ['耐不耐用', '能用几年'], ['是哪里产的', '产地是哪'],
  ['有没有质检报告', '检测报告有吗'], ['适合送人吗', '当礼物行不行'], ['有没有礼盒', '带包装盒吗'], ['要不要熨', '容易皱吗'], ['防不防水', '淋雨能用吗'], ['透不透气', '闷不闷'],
  ['有没有别的颜色', '还有其他色吗'], ['缩不缩水', '洗完会变小吗'], ['能定制刻字吗', '可以绣名字吗'], ['有没有现货', '现在有货没'], ['夏天能用吗', '热天合适吗'],
  ['和去年一样吗', '跟上一批有区别吗'], ['能不能单买', '可以只要一个吗'],
];
const FORMS: readonly ((thing: string, ask: string, other: string) => string)[] = [
  (thing, ask) => `${thing}${ask}`, (thing, _, other) => `${thing}${other}`, (thing, ask) => `请问${thing}${ask}`, (thing, _, other) => `这款${thing}${other}`,
  (thing, ask) => `你家${thing}${ask}呀`, (thing, _, other) => `想问下${thing}${other}`, (thing, ask) => `那个${thing}${ask}`, (thing, _, other) => `${thing}买回去${other}`,
  (thing, ask) => `${thing}到底${ask}`, (thing, _, other) => `店里的${thing}${other}`,
];

/** A question that the made folder answers but does not hold, for entry `i`. */
export function messageFor(i: number): string {
  const { thing, ask } = subject(i);
  return `亲，我想知道${thing}${ask}`;
}

/** Writes `questions` ways of asking below `folder`; what the shop says is in its first entry when `answer` changes. */
export function makeShop(folder: string, packaged: string, questions: number, answer: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'entries'), { recursive: true });
  for (const name of ['rules', 'lexicon', 'risks.yaml', 'system.yaml']) cpSync(join(packaged, name), join(folder, name), { recursive: true });
  const menu = 'menu: [made.e0, made.e1, made.e2]';
  writeFileSync(join(folder, 'shop.yaml'), readFileSync(join(packaged, 'shop.yaml'), 'utf8').replace(/^menu:.*(?:\n[ -].*)*/m, menu));
  const entries = Math.ceil(questions / QUESTIONS_PER_ENTRY);
  for (let from = 0; from < entries; from += ENTRIES_PER_FILE) {
    const items = Array.from({ length: Math.min(ENTRIES_PER_FILE, entries - from) }, (_, i) => entryText(from + i, from + i === 0 ? answer : '以商品详情页的说明为准'));
    writeFileSync(join(folder, 'entries', `made-${from}.yaml`), `topic: made\nentries:\n${items.join('')}`);
  }
}

function entryText(i: number, answer: string): string {
  const { thing, ask, other } = subject(i);
  const [question, ...similar] = FORMS.map((form) => form(thing, ask, other));
  return `  - id: made.e${i}\n    question: ${question}\n    handling: answer\n    team: presale\n    similar: [${similar.join(', ')}]\n    answers:\n      - text: ${answer}\n`;
}

/** Every entry is about another thing: a colour, an article and, once these are used up, a model number. */
function subject(i: number): { readonly thing: string; readonly ask: string; readonly other: string } {
  const [ask, other] = ASPECTS[i % ASPECTS.length]!;
  const rest = Math.floor(i / ASPECTS.length);
  const good = GOODS[rest % GOODS.length]!;
  const shade = Math.floor(rest / GOODS.length);
  const model = Math.floor(shade / COLOURS.length);
  return { thing: `${COLOURS[shade % COLOURS.length]!}${good}${model > 0 ? `${model}代` : ''}`, ask, other };
}
