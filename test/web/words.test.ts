// Marked words, times and connection words, as pages and terminals show them.
import { describe, expect, it } from 'vitest';
import { ago, clockTime, connectionWords, markedParts, waited } from '../../src/web/shared/words.js';

const shown = (text: string, findings: { start: number; end: number }[]) => markedParts(text, findings).map((part) => (part.marked ? `[${part.text}]` : part.text)).join('');

describe('marked words', () => {
  it('cuts at UTF-16 offsets and merges overlaps', () => {
    expect(shown('可以,今天一定发', [{ start: 3, end: 8 }])).toBe('可以,[今天一定发]');
    expect(shown('abcdef', [{ start: 1, end: 3 }, { start: 2, end: 5 }])).toBe('a[bcde]f');
    expect(shown('😀好', [{ start: 0, end: 2 }])).toBe('[😀]好');
    expect(shown('abc', [{ start: 2, end: 99 }])).toBe('ab[c]');
    expect(shown('abc', [])).toBe('abc');
  });
});

describe('times', () => {
  const noon = new Date(2026, 5, 15, 12, 0).getTime();
  it('names the day only when it is not today', () => {
    expect(clockTime(new Date(2026, 5, 15, 9, 5).getTime(), noon)).toBe('09:05');
    expect(clockTime(new Date(2026, 5, 14, 23, 59).getTime(), noon)).toBe('6月14日 23:59');
  });
  it('rounds waiting down', () => {
    expect([waited(noon - 59_000, noon), waited(noon - 60_000, noon), waited(noon - 7_300_000, noon)]).toEqual(['刚刚排队', '已等 1 分钟', '已等 2 小时']);
    expect([ago(noon, noon), ago(noon - 300_000, noon)]).toEqual(['刚刚', '5 分钟前']);
  });
});

describe('connection', () => {
  it('says why, offers what helps, and is silent when all is well', () => {
    expect(connectionWords({ kind: 'online' }).text).toBe('');
    expect(connectionWords({ kind: 'waiting', retryInMs: 1, code: 1001, reason: '服务正在重启' })).toEqual({ text: '服务正在重启，正在重新连接…', action: '立即重试' });
    expect(connectionWords({ kind: 'stopped', code: 4409, reason: '已在别处打开' })).toEqual({ text: '已在别处打开', action: '重新连接' });
  });
});
