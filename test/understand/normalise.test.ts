// Normal form: what is evened out, what is kept, and that offsets lead back to the original whatever was typed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/understand/normalise.ts';

describe('normalise', () => {
  it.each([
    ['full width becomes half width', 'ＡＢＣ１２３', 'abc123'],
    ['upper case becomes lower case', 'XL码', 'xl码'],
    ['a full-width question mark becomes a plain one', '包邮吗？', '包邮吗?'],
    ['traditional script becomes simplified', '請問什麼時候發貨', '请问什么时候发货'],
    ['么 stays 么, though the converter knows it as traditional', '什么', '什么'],
    ['zero-width characters go', '发\u200b货\ufeff', '发货'],
    ['bidirectional marks go', '\u202e发货\u202c', '发货'],
    ['combining marks go', '发\u0301货', '发货'],
    ['a long run of one character is cut to two', '好好好好好的', '好好的'],
    ['digits are never shortened', '13800000000', '13800000000'],
    ['emoji become one space', '好的😀😀谢谢', '好的 谢谢'],
    ['a flag is an emoji too', '发🇨🇳货', '发 货'],
    ['blanks become one space', '发  \t 货', '发 货'],
    ['a line break stays', '你好\n发货吗', '你好\n发货吗'],
    ['a line break wins over the blanks beside it', '你好 \n 发货吗', '你好\n发货吗'],
    ['blanks at both ends go', '  发货  ', '发货'],
    ['a ligature is taken apart', 'ﬁ', 'fi'],
    ['an empty text stays empty', '', ''],
    ['a text of emoji alone becomes empty', '😀👍🏽', ''],
    ['half of a surrogate pair goes', '发\ud83d货', '发货'],
  ])('%s', (_, typed, normal) => {
    expect(normalise(typed).text).toBe(normal);
  });

  it('tells where a character came from, across what was dropped', () => {
    const { text, offsets, original } = normalise('  请😀問\u200b');
    expect(text).toBe('请 问');
    expect(offsets).toEqual([2, 3, 5, original.length]);
  });

  const typed = fc.array(fc.constantFrom('发', '發', '货', '么', 'Ａ', 'a', '1', ' ', '\n', '\u200b', '😀', '👍🏽', 'ﬁ', '㍿', '\u0301', '\ud83d', '?', '？'), { maxLength: 40 }).map((parts) => parts.join(''));

  it('keeps offsets ascending, within the original, one per character and one for the end', () => {
    fc.assert(fc.property(fc.oneof(typed, fc.string({ unit: 'binary' })), (original) => {
      const { text, offsets } = normalise(original);
      expect(offsets).toHaveLength(text.length + 1);
      expect(offsets.at(-1)).toBe(original.length);
      for (let i = 1; i < offsets.length; i++) expect(offsets[i]).toBeGreaterThanOrEqual(offsets[i - 1]!);
      for (let i = 0; i < text.length; i++) expect(offsets[i]).toBeLessThan(original.length);
    }));
  });

  it('maps each character to the place whose own normal form holds it', () => {
    fc.assert(fc.property(typed, (original) => {
      const { text, offsets } = normalise(original);
      for (let i = 0; i < text.length; i++) {
        if (text[i] === ' ' || text[i] === '\n') continue;
        const codePoint = String.fromCodePoint(original.codePointAt(offsets[i]!)!);
        expect(normalise(codePoint).text).toContain(text[i]);
      }
    }));
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(typed, (original) => {
      const once = normalise(original).text;
      expect(normalise(once).text).toBe(once);
    }));
  });
});
