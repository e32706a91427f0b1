// A supervisor's override: who may, for what, with which reason; what the gate records of it; and that nobody else mints approvals.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate, type GateParts } from '../../src/compliance/gate.ts';
import { NEVER_LOOSE, OVERRIDE_REASON_MAX, OVERRIDE_REASON_MIN } from '../../src/compliance/levels.ts';
import { normalise } from '../../src/understand/normalise.ts';
import type { Agent } from '../../src/types.ts';
import { golden, levels, policy, promiseRules } from './shop.ts';

const parts: GateParts = { promises: promiseRules, policy, normalise, levels };
const gate = createGate(parts);
const boss: Agent = { id: 'a1', shopId: 's', name: '店长', role: 'administrator', team: null };
const lead: Agent = { ...boss, id: 'a2', name: '主管', role: 'agent', team: 'supervisor' };
const seller: Agent = { ...boss, id: 'a3', name: '小李', role: 'agent', team: 'presale' };
const REASON = '仓库已确认今天有班车';
const PROMISE = '今天一定给您发出';
const said = (text: string) => ({ text, options: [] });

describe('an override', () => {
  it.each([boss, lead])('of $name lets a blocked text pass and is recorded with name, reason and types', (by) => {
    const result = gate.approve(said(PROMISE), { override: { by, reason: ` ${REASON} ` } });
    expect(result).toMatchObject({
      ok: true, override: { agentId: by.id, agentName: by.name, reason: REASON, types: ['ship_promise'] },
      report: { verdict: 'block', findings: [{ type: 'ship_promise', level: 'block' }] },
    });
  });

  it('of anybody else does not', () => {
    for (const by of [seller, { ...seller, team: null }, { ...seller, team: 'finance' as const }]) {
      expect(gate.approve(said(PROMISE), { override: { by, reason: REASON } })).toMatchObject({ ok: false, refusedOverride: 'override_not_allowed', overridable: true });
    }
  });

  it.each([
    ['', 'override_reason_short'], ['    \n    ', 'override_reason_short'], ['12345', 'override_reason_short'], ['\u200b'.repeat(5), 'override_reason_short'], ['😊😊😊', 'override_reason_short'], ['好'.repeat(OVERRIDE_REASON_MIN - 1), 'override_reason_short'],
    ['好'.repeat(OVERRIDE_REASON_MAX + 1), 'override_reason_long'],
  ])('with the reason "%s" does not', (reason, refused) => {
    expect(gate.approve(said(PROMISE), { override: { by: boss, reason } })).toMatchObject({ ok: false, refusedOverride: refused });
  });

  it.each([OVERRIDE_REASON_MIN, OVERRIDE_REASON_MAX])('with a reason of %i characters does', (length) => {
    expect(gate.approve(said(PROMISE), { override: { by: boss, reason: '好'.repeat(length) } }).ok).toBe(true);
  });

  it('of a text that passes by itself is not recorded', () => {
    expect(gate.approve(said('您好'), { override: { by: boss, reason: REASON } })).toMatchObject({ ok: true, override: null });
    expect(gate.approve(said('满99包邮'), { override: { by: boss, reason: REASON } })).toMatchObject({ ok: true, override: null });
  });

  it('does not help a text with one finding of a type that nobody may override', () => {
    expect(gate.approve(said(`${PROMISE}，加我微信聊`), { override: { by: boss, reason: REASON } })).toMatchObject({ ok: false, refusedOverride: 'override_never', overridable: false });
  });

  it('never opens what law or platform forbids', () => {
    const rows = golden('promises.tsv').filter(([type]) => NEVER_LOOSE.some((name) => name === type));
    expect(rows.length).toBeGreaterThan(30);
    for (const [, text] of rows) expect([text, gate.approve(said(text!), { override: { by: boss, reason: REASON } }).ok]).toEqual([text, false]);
  });

  it('does not exist for a shop without a policy file', () => {
    const { levels: _none, ...bare } = parts;
    expect(createGate(bare).approve(said(PROMISE), { override: { by: boss, reason: REASON } })).toMatchObject({ ok: false, refusedOverride: 'override_never' });
  });

  it('does not help when the guard itself fails', () => {
    const throwing = { ...promiseRules, concepts: { ...promiseRules.concepts, find: () => { throw new Error('boom'); } } };
    for (const broken of [{ ...parts, promises: throwing }, { ...parts, normalise: () => { throw new Error('boom'); } }]) {
      expect(createGate(broken).approve(said('您好'), { override: { by: boss, reason: REASON } })).toMatchObject({
        ok: false, refusedOverride: 'override_never', overridable: false, report: { findings: [{ type: 'fault', level: 'block' }] },
      });
    }
  });

  it('opens a text only when who, why and every blocking type allow it', () => {
    const texts = golden('promises.tsv').map((row) => row[1]!);
    fc.assert(fc.property(
      fc.constantFrom(...texts), fc.constantFrom(boss, lead, seller), fc.string({ maxLength: 260 }), fc.subarray(Object.keys(promiseRules.types)),
      (text, by, reason, overridable) => {
        const judged = createGate({ ...parts, levels: { ...levels, overridable } });
        const without = judged.approve(said(text));
        const { length } = reason.trim();
        const letters = [...reason].filter((one) => /\p{L}/u.test(one)).length;
        const every = without.report.findings.every(({ type, level }) => level !== 'block' || overridable.includes(type));
        const holds = by !== seller && letters >= OVERRIDE_REASON_MIN && length <= OVERRIDE_REASON_MAX && every;
        expect(judged.approve(said(text), { override: { by, reason } }).ok).toBe(without.ok || holds);
      },
    ), { numRuns: 300 });
  });
});

describe('approvals', () => {
  it('are minted by the gate alone: only the composition hands its reviving to the store', () => {
    const files = readdirSync('src', { recursive: true, withFileTypes: true }).filter((item) => item.isFile() && item.name.endsWith('.ts'))
      .map((item) => join(item.parentPath, item.name)).filter((path) => /import[^;]*\breviveApproved\b/u.test(readFileSync(path, 'utf8')));
    expect(files.filter((path) => !['src/compliance/gate.ts', 'src/app.ts'].includes(path.replaceAll('\\', '/')))).toEqual([]);
  });
});
