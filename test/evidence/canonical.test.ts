// The canonical form: that of RFC 8785, the same for the same value however it was made, and read back as the value it came from.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from '../../src/evidence/canonical.ts';
import { genesis, hashEvent, senderOf, sha256, type Sealable } from '../../src/evidence/chain.ts';
import type { EventBody } from '../../src/types.ts';

it('writes what RFC 8785 gives as its example', () => {
  const value = JSON.parse(String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`) as unknown;
  expect(canonical(value)).toBe(String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`);
});

it('sorts keys by UTF-16 code units, as RFC 8785 (3.2.3) shows', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
  expect(Object.keys(JSON.parse(canonical(Object.fromEntries(keys.map((key) => [key, 0])))) as object).sort()).toEqual([...sorted].sort());
  expect(canonical(Object.fromEntries(keys.map((key) => [key, 0])))).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
});

it('is one text for one value, in whatever order its keys were set, and reads back as it', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item)]));
  };
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const plain = JSON.parse(JSON.stringify(value)) as unknown;
    expect(canonical(shuffled(plain))).toBe(canonical(plain));
    expect(JSON.parse(canonical(plain))).toEqual(plain);
    expect(canonical(JSON.parse(canonical(plain)))).toBe(canonical(plain));
  }), { numRuns: 500 });
});

it('leaves out undefined members and refuses what JSON cannot hold', () => {
  expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}');
  for (const value of [Number.NaN, Infinity, undefined, () => 0, [undefined]]) expect(() => canonical(value)).toThrow(TypeError);
});

it('is what a seal is over: the hand-made text of an event is the canonical one', () => {
  const version = fc.option(fc.string({ unit: 'binary' }));
  fc.assert(fc.property(fc.record({ conversation: fc.string(), seq: fc.nat(), at: fc.integer(), type: fc.string({ unit: 'binary' }), sender: fc.string(), knowledgeVersion: version, rulesVersion: version }), fc.string(), fc.string(), (event: Sealable, body, prev) => {
    const { knowledgeVersion: knowledge_version, rulesVersion: rules_version, ...rest } = event;
    expect(hashEvent(event, body, prev)).toBe(sha256(canonical({ v: 1, ...rest, knowledge_version, rules_version, body_hash: body, prev })));
  }));
  expect(genesis('c1')).toBe(sha256('{"genesis":"c1","v":1}'));
});

it('knows who sent an event', () => {
  const state = (note: string, agentId: string | null): EventBody => ({ type: 'state', from: 'human', to: 'waiting', agentId, agentName: null, note });
  expect(senderOf({ type: 'buyer_message', text: '在吗', picked: null })).toBe('buyer');
  expect(senderOf({ type: 'rating', score: 5, comment: '' })).toBe('buyer');
  expect(senderOf({ type: 'task', taskId: 't', team: 'finance', entryId: 'e' })).toBe('bot');
  expect(senderOf(state('transferred_by:a1', 'a2'))).toBe('agent:a1');
  expect(senderOf(state('closed_by:a1', null))).toBe('agent:a1');
  expect(senderOf(state('taken', 'a2'))).toBe('agent:a2');
  expect(senderOf(state('agent_absent', null))).toBe('system');
});
