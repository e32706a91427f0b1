// What a person who asks for a ruling is told, also when the question is wrong.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function ruling(...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/ruling.ts', ...args], { encoding: 'utf8', env: { ...process.env, TZ: 'America/New_York' } });
  return { code: status, out: stdout, err: stderr };
}

describe('npm run ruling', { timeout: 30_000 }, () => {
  it('prints ruling, deadline, reason, sentence and source, with the shop\'s own hours, in Shanghai time wherever it runs', () => {
    const { code, out } = ruling('ship.dispatch', 'paidAt=2021-04-10 18:00', 'scannedAt=2021-04-10 20:31:08', 'now=2021-04-13 10:00');
    expect(code).toBe(0);
    for (const part of ['ship.dispatch.kept', '商家已按约履行', '2021-04-12 18:00:00', '理由', '可以说', '《网店运营》教案', 'publishedHours=48']) expect(out).toContain(part);
    expect(ruling('ship.dispatch', 'paidAt=2021-04-10 18:00', 'publishedHours=-', 'now=2021-04-11 10:00').out).toContain('2021-04-13 18:00:00');
  });

  it('gives JSON to programs', () => {
    expect(JSON.parse(ruling('ret.freight', 'reason=quality', 'agreed=no', 'insured=no', '--json').out)).toMatchObject({ id: 'ret.freight.quality', verdict: 'seller', whoPays: 'seller', deadline: null });
  });

  it('lists tables, and a table\'s keys', () => {
    expect(ruling()).toMatchObject({ code: 0, out: expect.stringContaining('ret.collect  到付寄回') as string });
    expect(ruling('ret.collect').out).toContain('agreed  商家同意到付：从 yes（同意过）、no（没有同意） 里选一个');
  });

  it.each<[string, string[], string[]]>([
    ['an unknown table', ['ship.dispach'], ['did you mean "ship.dispatch"', 'ret.freight']],
    ['an unknown value, an unknown and a missing key, all at once', ['ret.collect', 'parcel=snt', 'agree=no', 'reason=no_reason'], ['是不是 sent', '没有 agree 这一项（是不是 agreed？）', '缺少 agreed']],
    ['a day that no calendar has', ['ship.dispatch', 'paidAt=2023-02-29 10:00'], ['不认识 paidAt', '日历上有的日期']],
    ['hours in words', ['ship.dispatch', 'paidAt=2023-02-28 10:00', 'publishedHours=两天'], ['不认识 publishedHours', '1 到']],
    ['what is no key=value', ['ret.collect', 'sent'], ['“sent” 不是 键=值']],
    ['a key twice', ['ret.collect', 'agreed=no', 'agreed=yes'], ['agreed 写了两次']],
    ['an unknown option', ['ret.collect', '--jsom'], ['--jsom', '用法']],
    ['a folder that is none', ['ship.dispatch', 'paidAt=2023-02-28 10:00', '--knowledge', 'nowhere'], ['nowhere']],
  ])('teaches about %s', (_, args, parts) => {
    const { code, out, err } = ruling(...args);
    expect(code).toBe(1);
    expect(out).toBe('');
    for (const part of parts) expect(err).toContain(part);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
