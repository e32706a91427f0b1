// What characters are written as in a disguise: others of the same sound or shape, parts, pictures, first letters.
import { pinyin } from 'pinyin-pro';
import { ORDINARY_WORDS } from '../../src/compliance/ordinary-words.ts';
import { pick, type Chance } from '../benching/chance.ts';
import type { Target } from './operators.ts';

/** Characters people type with: the first and second characters of common words. */
const characters = [...new Set(ORDINARY_WORDS.replaceAll(' ', ''))];
const counts = new Map<string, number>();
for (const one of ORDINARY_WORDS) counts.set(one, (counts.get(one) ?? 0) + 1);
/** A character in fewer words than this is not offered by a keyboard. */
const COMMON_MIN = 12;
/** In more words than this it reads as itself. */
const COMMON_MAX = 130;
const bySound = new Map<string, string[]>();
for (const one of characters) {
  const count = counts.get(one)!;
  if (count < COMMON_MIN || count > COMMON_MAX) continue;
  const sound = pinyin(one, { toneType: 'none', type: 'array', v: true })[0]!;
  bySound.set(sound, [...(bySound.get(sound) ?? []), one]);
}
const pairs = new Set(ORDINARY_WORDS.split(' ').flatMap((group) => [...group.slice(1)].map((second) => group[0]! + second)));

const SHAPES = ['微徽', '天夭', '货贷', '赔陪', '诉拆', '今令', '明朋', '税悦', '返板', '现规', '转砖', '评坪', '卷券', '第弟', '绝艳', '证征', '免兔', '邮油', '线钱', '送迭', '到倒', '留溜', '低底'];
const PARTS: Readonly<Record<string, string>> = { 信: '亻言', 保: '亻呆', 证: '讠正', 评: '讠平', 诉: '讠斥', 法: '氵去', 返: '辶反', 退: '辶艮', 投: '扌殳', 招: '扌召', 赔: '贝咅', 现: '王见', 邮: '由阝', 加: '力口', 吗: '口马', 付: '亻寸', 转: '车专', 你: '亻尔', 假: '亻叚', 包: '勹巳' };
const INITIALS: Readonly<Record<string, string>> = { 好评: 'hp', 退款: 'tk', 发票: 'fp', 返现: 'fx', 差评: 'cp', 微信: 'wx', 支付宝: 'zfb', 银行卡: 'yhk', 身份证: 'sfz', 验证码: 'yzm', 优惠券: 'yhq', 发货: 'fh' };

/** One character of the target by another of its sound. Unless `alsoWords`, none that makes an ordinary pair where it stands: nobody could read that as the word. */
export function soundsLike(text: string, { start, word }: Target, chance: Chance, alsoWords: boolean): string | null {
  const sounds = pinyin(word, { toneType: 'none', type: 'array', v: true });
  const options = [...word].flatMap((one, i) => (bySound.get(sounds[i] ?? '') ?? []).filter((other) => other !== one).map((other) => text.slice(0, start + i) + other + text.slice(start + i + 1))
    .filter((made) => alsoWords || !(pairs.has(made.slice(start + i - 1, start + i + 1)) || pairs.has(made.slice(start + i, start + i + 2)))));
  return options.length === 0 ? null : pick(chance, options);
}

export function looksLike(text: string, { start, word }: Target, chance: Chance): string | null {
  const options = [...word].flatMap((one, i) => SHAPES.filter((group) => group.includes(one)).map((group) => text.slice(0, start + i) + group.replace(one, '')[0]! + text.slice(start + i + 1)));
  return options.length === 0 ? null : pick(chance, options);
}

export const asParts = (character: string): string | null => PARTS[character] ?? null;
export const asLetters = (word: string): string | null => INITIALS[word] ?? null;

export function asPictures(text: string): string | null {
  const made = text.replace(/微信/gu, '薇❤').replace(/加(?=[微薇vwq个我])/gu, '➕').replace(/包邮/gu, '包📮').replace(/返钱|返现金/gu, '返💰').replace(/qq/giu, '🐧');
  return made === text ? null : made;
}
