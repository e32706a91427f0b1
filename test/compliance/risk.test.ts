// What buyers say: the golden table of risks and their harmless neighbours.
import { describe, expect, it } from 'vitest';
import { compileRiskRules, readRisks, speaksOf } from '../../src/compliance/risk.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { concepts, golden, riskRules, severities } from './shop.ts';

const read = (text: string): string[] => readRisks(riskRules, normalise(text)).map((reading) => reading.riskId);
const rows = golden('risks.tsv');

describe('risks', () => {
  it.each(rows.filter(([, kind]) => kind === 'risk'))('%s (%s): %s', (risk, _kind, text) => {
    expect(read(text!)).toContain(risk);
  });

  it.each(rows.filter(([, kind]) => kind === 'harmless'))('beside %s (%s): %s', (_risk, _kind, text) => {
    expect(read(text!)).toEqual([]);
  });

  it('has at least 6 sentences and 4 neighbours for every class', () => {
    for (const risk of severities.keys()) {
      const of = (kind: string) => rows.filter((row) => row[0] === risk && row[1] === kind).length;
      expect([risk, of('risk') >= 6, of('harmless') >= 4]).toEqual([risk, true, true]);
    }
  });

  it('reads the risk beside a harmless question', () => {
    expect(read('什么时候发货？今天能发吗')).toContain('ship_promise');
    expect(read('包邮吗 加个微信聊')).toContain('off_platform');
  });

  it('reads a question spread over lines', () => {
    expect(read('今天\n能\n发货吗')).toContain('ship_promise');
    expect(read('昨天看了下\n这款\n是什么颜色')).toEqual([]);
  });

  it('puts the combination before its part where both are equally severe', () => {
    expect(read('货到付款后天能送到吗')[0]).toBe('cod_trap');
    expect(read('后天能送到吗')).toEqual(['arrival_promise']);
  });

  it('puts a critical class before the others', () => {
    expect(read('今天能发吗，不发我就投诉你们')[0]).toBe('platform_dispute');
  });
});

describe('likeness to an example alone', () => {
  it('asks for what the class is about, plain or disguised', () => {
    const speaks = (risk: string, text: string): boolean => speaksOf(riskRules, risk, normalise(text));
    for (const text of ['我拍照给你看看', '照片发你了', '线头拍给你看']) expect([text, speaks('sensitive_data', text)]).toEqual([text, false]);
    for (const text of ['身份证拍照给你看看', '卡拍给你', '身x份x证拍给你', '六位的来了 083921']) expect([text, speaks('sensitive_data', text)]).toEqual([text, true]);
    expect(speaks('minor_crisis', '初中生能穿吗尺码')).toBe(false);
    expect(speaks('minor_crisis', '活不下去了')).toBe(true);
    expect(speaks('dispute', '随便说说')).toBe(true);
  });

  it('is refused with advice when it names what does not exist, or a class twice', () => {
    const rules = [{ id: 'a', risk: 'sensitive_data', all: ['minor'] }];
    const compile = (likeness: unknown) => () => compileRiskRules({ rules, likeness }, { file: 'risks.yaml' }, concepts, severities);
    expect(compile([{ risk: 'sensitive_data', needs: ['secret_thin'] }])).toThrow(/secret_thin.*does not exist.*secret_thing/s);
    expect(compile([{ risk: 'sensitiv_data', needs: ['secret_thing'] }])).toThrow(/not a class.*sensitive_data/s);
    expect(compile([{ risk: 'sensitive_data', needs: ['minor'] }, { risk: 'sensitive_data', needs: ['minor'] }])).toThrow(/twice/);
    expect(compile([{ risk: 'sensitive_data', needs: [] }])).toThrow();
  });
});
