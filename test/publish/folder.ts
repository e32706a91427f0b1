// A small shop of its own for tests that publish: the product's rules, risks and words, and a handful of entries.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGED = 'knowledge';
const WAYS = ['', '请问', '想问下', '麻烦问下', '那个', '你家', '店里', '亲', '您好', '我想知道', '帮我看下', '顺便问下', '再问下', '客服', '老板', '有人吗'];

export interface SmallFolder {
  readonly path: string;
  /** Writes the entries anew, with this answer for the first of them. */
  answer(text: string): void;
  write(name: string, text: string): void;
  read(name: string): string;
  remove(): void;
}

/** `ways` of asking each question; below 15 the shop needs an industry pack. */
export function makeFolder(ways = WAYS.length): SmallFolder {
  const path = mkdtempSync(join(tmpdir(), 'zhanggui-publish-'));
  for (const name of ['rules', 'risks.yaml', 'system.yaml']) cpSync(join(PACKAGED, name), join(path, name), { recursive: true });
  mkdirSync(join(path, 'entries'));
  mkdirSync(join(path, 'lexicon'));
  const profile = readFileSync(join(PACKAGED, 'shop.yaml'), 'utf8').replace(/^menu:.*(?:\n[ -].*)*/m, 'menu: [made.washing, made.lining]');
  const folder: SmallFolder = {
    path,
    answer: (text) => writeFileSync(join(path, 'entries', 'made.yaml'), entries(text, ways)),
    write: (name, text) => writeFileSync(join(path, name), text),
    read: (name) => readFileSync(join(path, name), 'utf8'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  folder.write('shop.yaml', profile);
  folder.answer('轻柔手洗，不要暴晒');
  return folder;
}

function entries(washing: string, ways: number): string {
  const entry = (id: string, question: string, answer: string): string =>
    `  - id: ${id}\n    question: ${question}\n    handling: answer\n    team: presale\n    similar: [${WAYS.slice(1, ways).map((way) => way + question).join(', ')}]\n    answers:\n      - text: ${answer}\n`;
  return `topic: made\nentries:\n${entry('made.washing', '羊绒围巾怎么清洗', washing)}${entry('made.lining', '大衣里衬是什么料子', '里衬是醋酸面料')}${entry('made.box', '有没有礼盒包装', '可以备注礼盒包装')}`;
}
