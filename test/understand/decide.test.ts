// The table of decisions: what is done about which reading.
import { describe, expect, it } from 'vitest';
import type { Candidate, Meaning } from '../../src/types.ts';
import { decide, OPTIONS_MAX, OPTIONS_MIN, type DecideSettings, type Thresholds } from '../../src/understand/decide.ts';
import type { Reading } from '../../src/understand/understand.ts';

const THRESHOLDS: Thresholds = { courtesy: 0.5, answer: 0.8, person: 0.5, part: 0.85, risk: 0.4, clarify: 0.25, option: 0.06 };

const SETTINGS: DecideSettings = { thresholds: { courtesy: 0.5, answer: 0.7, person: 0.5, part: 0.8, risk: 0.4, clarify: 0.25, option: 0.06 }, menu: ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'], humanEntryId: 'svc.human' };
const MENU = SETTINGS.menu.slice(0, OPTIONS_MAX);

type Short = readonly [id: string, probability: number, handling?: Meaning];
const one = ([entryId, probability, handling = 'answer']: Short): Candidate => ({ entryId, handling, probability, score: probability, matched: `asks ${entryId}` });
const reading = (whole: readonly Short[], ...parts: readonly (readonly Short[])[]): Reading =>
  ({ whole: whole.map(one), parts: parts.map((candidates) => ({ text: '', asks: false, candidates: candidates.map(one) })), onlyReferences: false });

describe('decide', () => {
  it.each<[string, Reading, object]>([
    ['a whole that none of the asking parts means is a mixture of their words: the parts speak', { ...reading([['mix', 0.95]]), parts: [{ text: '多久发货', asks: true, candidates: [one(['a', 0.9])] }, { text: '能开发票吗', asks: true, candidates: [one(['b', 0.75])] }] }, { kind: 'answer', entryIds: ['a', 'b'] }],
    ['an entry that a person handles needs less than an answer', reading([['a', 0.55, 'escalate']]), { kind: 'escalate', cause: 'entry', entryId: 'a' }],
    ['a sure entry is answered', reading([['a', 0.9]]), { kind: 'answer', entryIds: ['a'], smallTalk: false, probability: 0.9 }],
    ['an entry that also notifies is answered', reading([['a', 0.9, 'answer_and_notify']]), { kind: 'answer', entryIds: ['a'] }],
    ['an entry for a person calls one', reading([['a', 0.9, 'escalate']]), { kind: 'escalate', cause: 'entry', entryId: 'a', riskId: null }],
    ['asking for a person is a cause of its own', reading([['svc.human', 0.9, 'escalate']]), { kind: 'escalate', cause: 'asked', entryId: 'svc.human' }],
    ['a risk calls a person', reading([['risk:x', 0.5, 'risk'], ['a', 0.4]]), { kind: 'escalate', cause: 'risk', riskId: 'x', entryId: 'a' }],
    ['a risk that does not lead calls nobody', reading([['a', 0.75], ['risk:x', 0.2, 'risk']]), { kind: 'answer', entryIds: ['a'] }],
    ['a risk below its threshold calls nobody', reading([['risk:x', 0.39, 'risk']]), { kind: 'clarify' }],
    ['a risky part wins over a harmless question', reading([['a', 0.9]], [['a', 0.9]], [['risk:x', 0.85, 'risk']]), { kind: 'escalate', cause: 'risk', riskId: 'x' }],
    ['a part alone must be surer of a risk', reading([['a', 0.9]], [['a', 0.9]], [['risk:x', 0.7, 'risk']]), { kind: 'answer', entryIds: ['a'] }],
    ['two sure questions are both answered', reading([['a', 0.8], ['b', 0.15]], [['a', 0.9]], [['b', 0.75]]), { kind: 'answer', entryIds: ['a', 'b'], probability: 0.75 }],
    ['an answer and a call for a person: the person', reading([['a', 0.8]], [['a', 0.9]], [['svc.human', 0.9, 'escalate']]), { kind: 'escalate', cause: 'asked' }],
    ['a part against the whole message must be surer', reading([['a', 0.5]], [['b', 0.75]], [['c', 0.1]]), { kind: 'clarify', because: 'close' }],
    ['a part with the whole message behind it need not', reading([['a', 0.5], ['b', 0.2]], [['b', 0.75]], [['c', 0.1]]), { kind: 'answer', entryIds: ['b'] }],
    ['a greeting alone is answered', reading([['svc.greeting', 0.9]]), { kind: 'answer', entryIds: ['svc.greeting'] }],
    ['a greeting gives way to a question', reading([['a', 0.8]], [['svc.greeting', 0.95]], [['a', 0.8]]), { kind: 'answer', entryIds: ['a'] }],
    ['a greeting gives way to a question that is not sure', reading([['a', 0.5], ['b', 0.3]], [['svc.greeting', 0.95]], [['a', 0.5]]), { kind: 'clarify', because: 'close', options: ['a', 'b'] }],
    ['thanks after a greeting are a courtesy as a whole', reading([['svc.thanks', 0.9]], [['svc.greeting', 0.9]], [['svc.thanks', 0.9]]), { kind: 'answer', entryIds: ['svc.thanks'] }],
    ['small talk is answered as small talk', reading([['chat.a', 0.8, 'small_talk']]), { kind: 'answer', smallTalk: true, entryIds: ['chat.a'] }],
    ['two kinds of small talk are sure together', reading([['chat.a', 0.5, 'small_talk'], ['chat.b', 0.3, 'small_talk']]), { kind: 'answer', smallTalk: true, entryIds: ['chat.a'] }],
    ['unsure small talk is not', reading([['chat.a', 0.4, 'small_talk']]), { kind: 'clarify', because: 'no_match' }],
    ['a fragment is asked about', reading([['frag.a', 0.5, 'ask']]), { kind: 'clarify', because: 'fragment', options: MENU }],
    ['near-synonyms are offered side by side', reading([['a', 0.48], ['b', 0.45]]), { kind: 'clarify', because: 'close', options: ['a', 'b'] }],
    ['a hopeless entry is no option', reading([['a', 0.3], ['b', 0.2], ['c', 0.05]]), { kind: 'clarify', because: 'close', options: ['a', 'b'] }],
    ['a single likely entry is offered beside a person', reading([['a', 0.6], ['b', 0.02]]), { kind: 'clarify', because: 'close', options: ['a', 'svc.human'] }],
    ['a greeting that is likely and nothing else is answered', reading([['svc.greeting', 0.6], ['chat.a', 0.3, 'small_talk']]), { kind: 'answer', entryIds: ['svc.greeting'] }],
    ['a greeting that is unlikely is not', reading([['svc.greeting', 0.4]]), { kind: 'clarify', because: 'no_match' }],
    ['a likely greeting gives way to a possible question', reading([['svc.greeting', 0.6], ['a', 0.3]]), { kind: 'clarify', because: 'close', options: ['a', 'svc.human'] }],
    ['sure thanks after a short no stay thanks', reading([['svc.thanks', 0.9]], [['frag.a', 0.6, 'ask']], [['svc.thanks', 0.9]]), { kind: 'answer', entryIds: ['svc.thanks'] }],
    ['risks, small talk, fragments and greetings are no options', reading([['a', 0.3], ['risk:x', 0.2, 'risk'], ['chat.a', 0.1, 'small_talk'], ['svc.greeting', 0.1], ['b', 0.08]]), { kind: 'clarify', because: 'close', options: ['a', 'b'] }],
    ['a part may add an option', reading([['a', 0.4]], [['b', 0.5]], [['a', 0.4]]), { kind: 'clarify', because: 'close', options: ['a', 'b'] }],
    ['nothing likely enough: the menu', reading([['a', 0.1], ['b', 0.1]]), { kind: 'clarify', because: 'no_match', options: MENU }],
    ['nothing known: the menu', reading([]), { kind: 'clarify', because: 'no_match', options: MENU }],
    ['a card and nothing else is a fragment', { ...reading([]), onlyReferences: true }, { kind: 'clarify', because: 'fragment' }],
  ])('%s', (_, read, expected) => {
    expect(decide(read, SETTINGS)).toMatchObject(expected);
  });

  it('offers two to five options', () => {
    const many = Array.from({ length: 5 }, (_, i): Short => [`e${i}`, 0.15]);
    const decision = decide(reading(many, [['p1', 0.3], ['p2', 0.2]]), SETTINGS);
    expect(decision.kind === 'clarify' && decision.options.length).toBe(OPTIONS_MAX);
    expect(OPTIONS_MIN).toBe(2);
  });

  it('names the words that made it a risk', () => {
    expect(decide(reading([['risk:x', 0.9, 'risk']]), SETTINGS).evidence.rule).toEqual({ ruleId: 'example:x', words: 'asks risk:x' });
  });

  it('gives its evidence with the lead over the runner-up', () => {
    const { evidence } = decide(reading([['a', 0.9], ['b', 0.05]]), SETTINGS);
    expect(evidence.margin).toBeCloseTo(0.85, 9);
    expect(evidence.candidates.map((candidate) => candidate.entryId)).toEqual(['a', 'b']);
  });

  it('ships thresholds in an order that makes sense', () => {
    const { option, clarify, answer, part, risk } = THRESHOLDS;
    expect([option, clarify, answer, part]).toEqual([option, clarify, answer, part].toSorted((a, b) => a - b));
    expect(risk).toBeLessThan(answer);
  });
});
