// Texts of the longest length that a message may have, each of a kind that is hard to read for some part of the guard, the risk reading
// or the masking. It makes texts; it measures nothing.

/** UTF-16 units. */
export const LONG_LENGTH = 4_000;

/** A name, and what is repeated. */
const UNITS: Readonly<Record<string, string>> = {
  'combining marks': 'a\u0301\u0302\u0303', 'one character': '发', 'one letter': 'a', 'punctuation only': '，。！？', 'mixed scripts': '今jin天тяfa①ⅴ',
  'a heart for a character': '薇❤', 'a sign of 18 letters': 'ﷺ', 'a sign of 4 characters': '㍿', 'a sign of 3 characters': '㍨',
  'alternating hits': '今天发货赔您', 'clauses with hits': '今天发货，赔您50元。', 'consent after reports': '您说的今天发货，可以，', 'negations': '不今天发', 'firm words': '保证', 'hits and breaks': '好评返现5元，',
  'broken lines': '今\n天\n', 'single pieces': '今，就，', 'spaces': '今 天 发 ', 'same sound': '今添法祸', 'same sound for all': '抱油', 'syllables': 'fahuo', 'syllables apart': 'fa huo ', 'parts of characters': '亻言',
  'digits for letters': 'w1', 'letters for digits': 'o1l', 'numerals': '一二', 'dates': '3月5号', 'durations': '3-5天内，', 'clocks': '1:', 'names outside': '微a1', 'quotation marks': '“', 'quotations': '“今天”',
  'digits': '1', 'digits apart': '1 2 ', 'telephone numbers': '13800138000', 'telephone numbers apart': '138 0013 8000 ', 'full-width numbers': '1、１３８', 'spelled numbers': '1、wechat 一三八零零一三八零零零 ',
  'codes': '验证码1234', 'addresses': '广东省深圳市南山区科技路1号', 'administrative places': '北京市朝阳区', 'house numbers': '5号楼', 'estates and cards': '小区3-2-501 110101199003071233', 'e-mail': 'a1@',
};

/** By name. `asked` and `answers` are a shop's own texts. */
export function longTexts(asked: readonly string[], answers: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(Object.entries(UNITS).map(([name, unit]) => [name, filled([unit], '')])),
    'ways of asking': filled(asked, '，'), 'ways of asking, lines': filled(asked, '\n'), 'answers': filled(answers, ''), 'answers, lines': filled(answers, '\n'),
    'all characters': filled([Array.from({ length: 20_992 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7_919) % 20_992))).join('')], ''),
    'all numerals': filled([Array.from({ length: LONG_LENGTH }, (_, i) => '零一二三四五六七八九0123456789.- ~'[(i * i * 31 + i * 17) % 24]!).join('')], ''),
  };
}

function filled(texts: readonly string[], between: string): string {
  const pieces: string[] = [];
  for (let length = 0, i = 0; length < LONG_LENGTH; i++) {
    const piece = texts[i % texts.length]! + between;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('').slice(0, LONG_LENGTH);
}
