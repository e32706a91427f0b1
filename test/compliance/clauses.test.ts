// How a text is cut into clauses, closed up against evasion, and read as a question.
import { describe, expect, it } from 'vitest';
import { originalRange, readSurface } from '../../src/compliance/clauses.ts';
import { normalise } from '../../src/understand/normalise.ts';

const surface = (text: string) => readSurface(normalise(text));
const clauses = (text: string): string[] => {
  const read = surface(text);
  return read.clauses.map((clause) => read.text.slice(clause.start, clause.end));
};
const asking = (text: string): string => surface(text).clauses.map((clause) => clause.asking).join(' ');

describe('clauses', () => {
  it.each([
    ['好的亲，今天发不了。明天再看！', ['好的亲', '今天发不了', '明天再看']],
    ['商品目前没有货 您可以关注到货通知', ['商品目前没有货', '您可以关注到货通知']],
    ['明天 能到 吗', ['明天能到吗']],
    ['加.微.信', ['加微信']],
    ['加 微 信', ['加微信']],
    ['加，微，信', ['加微信']],
    ['加😀微😀信', ['加微信']],
    ['16:00前3.5元1-3天', ['16:00前3.5元1-3天']],
  ])('%s', (text, expected) => {
    expect(clauses(text)).toEqual(expected);
  });

  it.each([
    ['今天能发吗', 'yesno'],
    ['今天能发吗 急', 'yesno'],
    ['明天能到不', 'yesno'],
    ['能不能今天发', 'yesno'],
    ['明天到?', 'yesno'],
    ['给您补发一份可以吗', 'tag'],
    ['明天能到吧', 'confirm'],
    ['什么时候发货', 'wh'],
    ['后天会送来的呢', 'none'],
    ['今天发不了', 'none'],
    ['退不了', 'none'],
  ])('%s asks %s', (text, expected) => {
    expect(asking(text)).toBe(expected);
  });

  it('keeps offsets into the original, also over what was removed', () => {
    const text = '亲，加\u200b 微😀 信 聊';
    const read = surface(text);
    const start = read.text.indexOf('加微信');
    const range = originalRange(read, { start, end: start + 3 });
    expect(text.slice(range.start, range.end)).toBe('加\u200b 微😀 信');
  });

  it('finds what stands in quotation marks', () => {
    const read = surface('您说“今天一定到”，我帮您问问');
    expect(read.quotes.map((quote) => read.text.slice(quote.start, quote.end))).toEqual(['今天一定到']);
  });
});
