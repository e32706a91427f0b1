// The shop's policy on promise types: what its file may say, how findings are weighed, and that the gate never says less.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../src/compliance/gate.ts';
import { AS_READ, compileLevels, LEVELS, NEVER_LOOSE, strongestLevels, weighed, type Level, type Levels } from '../../src/compliance/levels.ts';
import { RuleFileError } from '../../src/compliance/problems.ts';
import { checkPromises, type PromiseReport, type Verdict } from '../../src/compliance/promises.ts';
import { readYaml } from '../../src/knowledge/problem.ts';
import { normalise } from '../../src/understand/normalise.ts';
import type { Team } from '../../src/types.ts';
import { golden, levels as shipped, policy, promiseRules } from './shop.ts';

const TYPES = Object.keys(promiseRules.types);
const gateWith = (levels: Levels): Gate => createGate({ promises: promiseRules, policy, normalise, levels });
const read = (text: string): PromiseReport => checkPromises(promiseRules, policy, normalise(text));
const judged = (levels: Levels, text: string, team: Team | null = null): PromiseReport => gateWith(levels).approve({ text, options: [] }, { team }).report;

function compile(text: string): Levels {
  const { source } = readYaml('rules/policy.yaml', text);
  return compileLevels(source!.value, source!, promiseRules);
}

function problemsOf(text: string): readonly string[] {
  try {
    compile(text);
    return [];
  } catch (error) {
    return error instanceof RuleFileError ? error.problems : [String(error)];
  }
}

describe('the shipped policy', () => {
  it('names every type, blocks what promises, warns of tone', () => {
    expect(Object.keys(shipped.types).sort()).toEqual([...TYPES].sort());
    for (const type of TYPES) expect([type, shipped.types[type]]).toEqual([type, type.startsWith('tone_') ? 'warn' : 'block']);
    expect(shipped.teams).toEqual({});
  });

  it('lets nobody override what law or platform forbids, and says so of every type', () => {
    expect(shipped.overridable.filter((type) => NEVER_LOOSE.some((name) => name === type))).toEqual([]);
    expect(shipped.overridable).toHaveLength(TYPES.length - NEVER_LOOSE.length);
  });

  it('changes nothing in what the reader says', () => {
    for (const [, text] of golden('agent_sentences.tsv')) expect(judged(shipped, text!)).toEqual(read(text!));
  });
});

describe('a policy file is refused', () => {
  it.each([
    ['an unknown type', 'types:\n  ship_promise: block\n  ship_promis: warn\n', 'rules/policy.yaml:3: the type "ship_promis" does not exist, did you mean "ship_promise"?'],
    ['an unknown level', 'types:\n  ship_promise: blok\n', 'rules/policy.yaml:2: the level of "ship_promise" is "blok", did you mean "block"?; write block, warn or off'],
    ['a level that is no word', 'types:\n  ship_promise: false\n', 'rules/policy.yaml:2: the level of "ship_promise" is false; write block, warn or off'],
    ['off for what the law forbids', 'types:\n  privacy: off\n', 'rules/policy.yaml:2: "privacy" must be block'],
    ['a warning for it', 'types:\n  review_reward: warn\n', 'rules/policy.yaml:2: "review_reward" must be block'],
    ['off for it in a team', 'types: {}\nteams:\n  finance:\n    invoice_surcharge: off\n', 'rules/policy.yaml:4: "invoice_surcharge" must be block'],
    ['an unknown team', 'types: {}\nteams:\n  finanse: { ship_promise: warn }\n', 'rules/policy.yaml:3: the team "finanse" does not exist, did you mean "finance"?'],
    ['a type both allowed and never', 'types: {}\noverride:\n  allowed: [ship_promise]\n  never: [ship_promise]\n', 'rules/policy.yaml:3: "ship_promise" stands in override.allowed and in override.never; keep it in one of them'],
    ['an override of what the law forbids', 'types: {}\noverride:\n  allowed:\n    - gift_promise\n    - off_platform\n', 'rules/policy.yaml:5: "off_platform" can never be overridden'],
    ['an unknown type in override', 'types: {}\noverride:\n  never: [privat]\n', 'rules/policy.yaml:3: override.never names the type "privat", which does not exist'],
    ['a type twice', 'types: {}\noverride:\n  allowed: [gift_promise, gift_promise]\n', 'stands twice in override.allowed'],
    ['an unknown key', 'types: {}\noverrides: {}\n', 'has the unknown key'],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('with all its mistakes at once', () => {
    expect(problemsOf('types:\n  a: block\n  privacy: off\nteams:\n  x: {}\n')).toHaveLength(3);
  });
});

describe('weighing', () => {
  const warning = '满99包邮';
  const blocked = '今天一定给您发出';

  it('warn stops nothing of the type, off does not report it', () => {
    expect(judged(compile('types: { ship_promise: warn }'), blocked)).toMatchObject({ verdict: 'warn', findings: [{ type: 'ship_promise', level: 'warn' }] });
    expect(judged(compile('types: { ship_promise: off }'), blocked)).toEqual({ verdict: 'ok', findings: [], suggestion: null });
  });

  it('block stops what the rules are surest of, and leaves the unsure a warning', () => {
    expect(judged(shipped, warning)).toMatchObject({ verdict: 'warn' });
    expect(judged(compile('types: { tone_servile: block }'), '求求您了，补一张照片')).toMatchObject({ verdict: 'block', findings: [{ type: 'tone_servile' }] });
  });

  it('a team has its own levels, others do not', () => {
    const finance = compile('types: { unauthorised_charge: block }\nteams: { finance: { unauthorised_charge: warn } }');
    expect(judged(finance, '您再补8元', 'finance').verdict).toBe('warn');
    for (const team of ['presale', 'supervisor', null] as const) expect(judged(finance, '您再补8元', team).verdict).toBe('block');
  });

  it('no level touches a fault', () => {
    const fault = { type: 'fault', level: 'block', start: 0, end: 1, words: '好', reason: '', suggestion: '', option: null } as const;
    const report: PromiseReport = { verdict: 'block', findings: [fault], suggestion: '' };
    expect(weighed(compile('types: { ship_promise: off }'), strongestLevels(promiseRules), null, report).verdict).toBe('block');
  });
});

describe('the gate without an override', () => {
  const RANK: Readonly<Record<Verdict | Level, number>> = { ok: 0, off: 0, warn: 1, block: 2 };
  const teams = fc.constantFrom<Team | null>(null, 'presale', 'logistics', 'finance', 'aftersale', 'supervisor');
  const lines = fc.dictionary(fc.constantFrom(...TYPES), fc.constantFrom(...LEVELS)).map((all) =>
    Object.fromEntries(Object.entries(all).filter(([type, level]) => level !== 'off' || !NEVER_LOOSE.some((name) => name === type))));
  const policies = fc.record({ types: lines, teams: fc.dictionary(fc.constantFrom('presale', 'finance', 'supervisor'), lines), overridable: fc.subarray(TYPES) });
  const known = [...golden('agent_sentences.tsv'), ...golden('promises.tsv'), ...golden('tone.tsv')].map((row) => row[1]!);
  const texts = fc.oneof(fc.constantFrom(...known), fc.tuple(fc.constantFrom(...known), fc.constantFrom(...known)).map(([a, b]) => `${a}。${b}`), fc.string({ unit: 'grapheme', maxLength: 60 }));

  it('says no less than the strictest of reader and policy, whatever the text, the team and the file', () => {
    fc.assert(fc.property(texts, policies, teams, (text, levels, team) => {
      const reader = read(text);
      const gate = judged(levels, text, team);
      const line = (type: string): Level => (team === null ? undefined : levels.teams[team]?.[type]) ?? levels.types[type] ?? 'block';
      // What the file does not loosen counts as it was read; what it loosens counts as the file says.
      const least = Math.max(0, ...reader.findings.map(({ type, level }) => Math.min(RANK[level], RANK[line(type)])));
      expect(RANK[gate.verdict]).toBeGreaterThanOrEqual(least);
      for (const finding of reader.findings.filter(({ type }) => line(type) === 'block')) {
        const kept = gate.findings.find(({ type, start, end }) => type === finding.type && start === finding.start && end === finding.end);
        expect(RANK[kept?.level ?? 'ok']).toBeGreaterThanOrEqual(RANK[finding.level]);
      }
    }), { numRuns: 400 });
  });

  it('only tightens where no line of the file loosens', () => {
    fc.assert(fc.property(texts, fc.subarray(TYPES), teams, (text, strict, team) => {
      const levels: Levels = { ...AS_READ, types: Object.fromEntries(strict.map((type) => [type, 'block' as const])) };
      const reader = read(text);
      const gate = judged(levels, text, team);
      expect(gate.findings).toHaveLength(reader.findings.length);
      expect(RANK[gate.verdict]).toBeGreaterThanOrEqual(RANK[reader.verdict]);
    }), { numRuns: 200 });
  });

  it('approves nothing whose report blocks', () => {
    fc.assert(fc.property(texts, policies, teams, (text, levels, team) => {
      const result = gateWith(levels).approve({ text, options: [] }, { team });
      expect(result.ok).toBe(result.report.verdict !== 'block');
    }), { numRuns: 200 });
  });
});
