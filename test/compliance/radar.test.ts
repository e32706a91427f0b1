// The radar by itself: the golden dialogues as words alone, how strength fades, and what a rule file may not say.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuleFileError } from '../../src/compliance/problems.ts';
import { compileRadar, noRadar, REPEATS_MAX, STANDARD_TOPICS, type RadarRules, type RadarWorld } from '../../src/compliance/radar-file.ts';
import { RADAR_TURNS_MAX, readSignals, SIGNAL_WORDS_MAX, standing, type Raised } from '../../src/compliance/radar.ts';
import { readYaml } from '../../src/knowledge/problem.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { REGIONS } from '../../src/understand/regions.ts';
import { riskRules, yaml } from './shop.ts';

interface Dialogues {
  readonly trap: readonly { readonly is: string; readonly turns: readonly string[] }[];
  readonly harmless: readonly { readonly turns: readonly string[] }[];
}

const world: RadarWorld = { riskRules, entries: ['pay.cod', 'ship.when'], topics: ['gifts'], remoteRegions: ['新疆', '西藏', '内蒙古', '青海', '宁夏', '甘肃'], places: REGIONS };
const radar = compileRadar(yaml('knowledge/rules/radar.yaml'), { file: 'radar.yaml' }, world);
const { trap, harmless } = yaml('test/golden/radar.yaml') as Dialogues;

const raisedBy = (text: string): readonly Raised[] => readSignals(radar, normalise(text));
const signalsOf = (text: string): readonly string[] => raisedBy(text).map(({ signal }) => radar.signals[signal]!.id);
const activeAfter = (turns: readonly string[]): readonly string[] => standing(radar, turns.map(raisedBy)).map(({ combination }) => combination.id);
const prefixes = (turns: readonly string[]): readonly (readonly string[])[] => turns.map((_, index) => turns.slice(0, index + 1));

describe('the dialogues', () => {
  it('are enough: 25 of each kind, of two to eight messages, and a trap for every combination', () => {
    expect([trap.length >= 25, harmless.length >= 25]).toEqual([true, true]);
    expect([...trap, ...harmless].filter(({ turns }) => turns.length < 2 || turns.length > 8)).toEqual([]);
    expect(radar.combinations.map(({ id }) => id).filter((id) => trap.every(({ is }) => is !== id))).toEqual([]);
  });

  it.each(trap.map(({ is, turns }) => [is, turns.join(' / '), turns] as const))('%s: %s', (is, _, turns) => {
    expect(prefixes(turns).flatMap(activeAfter)).toContain(is);
    expect(activeAfter(turns.slice(0, 1))).toEqual([]);
  });

  it.each(harmless.map(({ turns }) => [turns.join(' / '), turns] as const))('harmless: %s', (_, turns) => {
    expect(prefixes(turns).flatMap(activeAfter)).toEqual([]);
  });
});

describe('buyers who ask anything', () => {
  it('are hardly ever named: of 5,000 talks of five questions drawn from everything that buyers ask, at most one in a hundred', { timeout: 60_000 }, () => {
    const asked = readdirSync('knowledge/entries').flatMap((file) => (yaml(`knowledge/entries/${file}`) as { entries: { similar: string[] }[] }).entries.flatMap(({ similar }) => similar));
    let seed = 20_261_122;
    const next = (): number => { seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648; return seed / 2_147_483_648; };
    const talks = Array.from({ length: 5_000 }, () => Array.from({ length: 5 }, () => asked[Math.floor(next() * asked.length)]!));
    const named = talks.filter((turns) => activeAfter(turns).length > 0);
    expect(named.length).toBeLessThanOrEqual(50);
    expect(named.length, 'the talks are read at all').toBeGreaterThan(0);
  });
});

describe('what a message signals', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['支持货到付款吗', ['cod']], ['退货能到付吗', ['freight_collect']], ['寄到乌鲁木齐', ['remote']], ['是新疆棉的吗', []],
    ['新疆棉的衣服寄新疆', ['remote']], ['截图了哈', ['record']], ['我截图发你看看', []], ['没截图', []],
    ['你说的是哪一款', []], ['你刚才说可以的', ['said_by_you']], ['会掉色吗', []], ['洗一次就掉色', ['quality_claim']],
    ['看到有差评说掉色', ['quality_claim']], ['别怪我给差评', ['review_hint']], ['你就说明一下尺寸', []], ['发票抬头写公司', ['invoice_ask']],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(signalsOf(text)).toEqual(expected);
  });

  it('takes what the message was understood as, too', () => {
    const own = compileRadar(made({ signals: [{ id: 'a', name: '甲', weight: 1, half_life: 4, entries: ['pay.cod'] }, { id: 'b', name: '乙', weight: 1, half_life: 4, risks: ['abuse'] }] }), { file: 'radar.yaml' }, world);
    const read = (risks: readonly string[], entries: readonly string[]) => readSignals(own, normalise('随便说一句'), { risks: risks.map((risk) => ({ risk, words: '一句' })), entries });
    expect(read([], [])).toEqual([]);
    expect(read([], ['pay.cod'])).toEqual([{ signal: 0, words: '随便说一句' }]);
    expect(read(['abuse'], [])).toEqual([{ signal: 1, words: '一句' }]);
  });

  it('cuts long words, but not inside a number', () => {
    const own = compileRadar(made({ signals: [{ id: 'a', name: '甲', weight: 1, half_life: 4, entries: ['pay.cod'] }] }), { file: 'radar.yaml' }, world);
    const [raised] = readSignals(own, normalise(`${'我这边问一下'.repeat(5)}电话 138-0013-8000 谢谢`), { risks: [], entries: ['pay.cod'] });
    expect(raised!.words).not.toMatch(/\d/u);
    expect(raised!.words.length).toBeGreaterThan(20);
  });

  it('never throws, keeps few words, and names a signal once', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200, unit: 'binary' }), fc.array(fc.constantFrom('截图', '新疆', '货到付款', '\n', '，', '你就说', '差评', '́', ' ', '吗'), { maxLength: 80 }).map((parts) => parts.join(''))), (text) => {
      const raised = raisedBy(text);
      expect(new Set(raised.map(({ signal }) => signal)).size).toBe(raised.length);
      expect(raised.every(({ words }) => words.length <= SIGNAL_WORDS_MAX)).toBe(true);
    }), { numRuns: 300 });
  });
});

describe('what stands', () => {
  const turn = fc.uniqueArray(fc.nat({ max: radar.signals.length - 1 }), { maxLength: 4 }).map((signals): readonly Raised[] => signals.map((signal) => ({ signal, words: 'x' })));
  const dialogue = fc.array(turn, { maxLength: 30 });

  it('is nothing when one signal alone is said, however often', () => {
    for (const signal of radar.signals.keys()) {
      const turns = Array.from({ length: RADAR_TURNS_MAX }, (): readonly Raised[] => [{ signal, words: 'x' }]);
      expect([radar.signals[signal]!.id, standing(radar, turns)]).toEqual([radar.signals[signal]!.id, []]);
    }
  });

  it('has a signal of every group and only ever begins with a message that says something', () => {
    fc.assert(fc.property(dialogue, (turns) => {
      for (const { combination, signals, isNew } of standing(radar, turns)) {
        const there = signals.map(({ signal }) => radar.signals.indexOf(signal));
        expect(combination.groups.every((group) => group.some((member) => there.includes(member)))).toBe(true);
        if (isNew) expect((turns.at(-1) ?? []).some(({ signal }) => combination.members.includes(signal))).toBe(true);
      }
    }));
  });

  it('fades: silence adds nothing, and in time all is over', () => {
    fc.assert(fc.property(dialogue, (turns) => {
      const before = new Map(standing(radar, turns).map((one) => [one.combination.id, one.strength]));
      for (const { combination, strength, isNew } of standing(radar, [...turns, []])) {
        expect([isNew, strength < (before.get(combination.id) ?? 0)]).toEqual([false, true]);
      }
      expect(standing(radar, [...turns, ...Array.from({ length: RADAR_TURNS_MAX }, () => [])])).toEqual([]);
    }));
  });

  it('never exceeds what its signals can weigh', () => {
    fc.assert(fc.property(dialogue, (turns) => {
      for (const { combination, strength } of standing(radar, turns)) {
        expect(strength).toBeLessThanOrEqual(combination.members.reduce((sum, member) => sum + radar.signals[member]!.weight * REPEATS_MAX, 0) + 1e-9);
      }
    }));
  });

  it('looks back on the last messages only', () => {
    const complaint = ['支持货到付款吗', '今天能发吗', '我在新疆'];
    expect(activeAfter(complaint)).toContain('professional_complainer');
    expect(activeAfter([...complaint, ...Array.from({ length: RADAR_TURNS_MAX }, () => '好的')])).toEqual([]);
  });

  it('tells how long ago each thing was said, in the words of the buyer', () => {
    const [first] = standing(radar, ['支持货到付款吗', '在吗', '我是新疆的', '今天能发吗'].map(raisedBy));
    expect(first!.signals.map(({ signal, words, turnsAgo }) => [signal.id, words, turnsAgo])).toEqual([['cod', '货到付款', 3], ['remote', '新疆', 1], ['dispatch_commit', '今天能发', 0]]);
  });
});

describe('a radar file', () => {
  const text = `signals:
  - id: one
    name: 甲
    weight: 1
    half_life: 4
    risks: [abuse]
  - id: two
    name: 乙
    weight: 1
    half_life: 4
    rules:
      - { id: r.two, all: [cod] }
combinations:
  - id: both
    name: 甲乙
    all: [one, two]
    strength: 1.5
    risk: cod_trap
    severity: high
    team: presale
    reason: 一起说就要当心
    advice: [照页面说, 不许诺]
    keep: [聊天记录]
    topics: [shipping]
`;
  function compile(changed: string): RadarRules | readonly string[] {
    const { source } = readYaml('rules/radar.yaml', changed);
    try {
      return compileRadar(source!.value, source!, world);
    } catch (error) {
      if (error instanceof RuleFileError) return error.problems;
      throw error;
    }
  }

  it('is taken as it should be', () => {
    expect(compile(text)).toMatchObject({ signals: [{ id: 'one' }, { id: 'two' }], combinations: [{ id: 'both', groups: [[0], [1]] }] });
  });

  const doubled = text.slice(text.indexOf('  - id: both'));
  const mistakes: readonly (readonly [string, string, number, RegExp])[] = [
    ['an unknown risk of a signal', text.replace('[abuse]', '[abuze]'), 6, /names the risk "abuze", which does not exist, did you mean "abuse"/],
    ['an unknown entry', text.replace('risks: [abuse]', 'entries: [pay.cdo]'), 6, /names the entry "pay\.cdo", which does not exist, did you mean "pay\.cod"/],
    ['an unknown region', text.replace('risks: [abuse]', 'regions: [remote_region]'), 6, /names the region "remote_region", which does not exist, did you mean "remote_regions"/],
    ['an unknown concept of a rule', text.replace('all: [cod]', 'all: [cot]'), 12, /names the concept "cot", which does not exist, did you mean "cod"/],
    ['a signal raised by nothing', text.replace('    risks: [abuse]\n', ''), 2, /is raised by nothing; give it rules, risks, entries or regions/],
    ['a signal that stands twice', text.replace('id: two', 'id: one'), 7, /signal id "one" stands twice/],
    ['an unknown signal', text.replace('[one, two]', '[one, tow]'), 14, /names the signal "tow", which does not exist, did you mean "two"/],
    ['a combination of one signal', text.replace('[one, two]', '[one]'), 16, /combinations\.0\.all/],
    ['a signal in two places', text.replace('[one, two]', '["one|two", two]'), 14, /names the signal "two" twice/],
    ['a strength out of reach', text.replace('strength: 1.5', 'strength: 3.5'), 14, /reach 3\.00 at most, so it would never hold/],
    ['an unknown risk of a combination', text.replace('cod_trap', 'cod_trep'), 14, /names the risk "cod_trep", which is not a class, did you mean "cod_trap"/],
    ['a severity below the risk alone', text.replace('severity: high', 'severity: low'), 14, /is low, but its risk "cod_trap" alone is high; make it at least high/],
    ['an unknown topic', text.replace('topics: [shipping]', 'topics: [shiping]'), 14, /names the topic "shiping", which no entry file has, did you mean "shipping"/],
    ['two combinations of the same signals', text + doubled.replace('id: both', 'id: again').replace('[one, two]', '[two, one]'), 25, /"again" needs the same signals as "both"/],
    ['one line of advice', text.replace('[照页面说, 不许诺]', '[照页面说]'), 22, /advice/],
    ['an unknown key', text.replace('half_life', 'halflife'), 2, /unknown key/],
  ];
  it.each(mistakes)('refuses %s with line and advice', (_, changed, line, message) => {
    const problems = compile(changed) as readonly string[];
    expect(problems.join('\n')).toMatch(message);
    expect(problems.map((problem) => /^rules\/radar\.yaml:(\d+): /.exec(problem)?.[1])).toContain(String(line));
  });

  it('may name standard topics and those of the shop', () => {
    for (const topic of [...STANDARD_TOPICS, 'gifts']) expect(compile(text.replace('[shipping]', `[${topic}]`))).toHaveProperty('signals');
  });

  it('may be missing: then nothing stands', () => {
    const none = noRadar(riskRules);
    expect(standing(none, [readSignals(none, normalise('货到付款 新疆 今天能发吗'))])).toEqual([]);
  });
});

/** A radar of these signals and one combination that is not asked for. */
function made({ signals }: { readonly signals: readonly object[] }): unknown {
  return { signals, combinations: [] };
}
