// What is worked out once for a text and shared is what each part would give alone; and no sign makes a text too long to read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureReader, featuresOf } from '../../src/compliance/features.ts';
import { placesOf, possibleRules, Units } from '../../src/compliance/units.ts';
import { readText } from '../../src/compliance/pattern.ts';
import { checkPromises } from '../../src/compliance/promises.ts';
import { EXPANSION_MAX, normalise } from '../../src/understand/normalise.ts';
import { concepts, policy, promiseRules, words } from './shop.ts';

const read = (text: string) => readText(concepts, normalise(text));
const word = fc.constantFrom('今天', '发货', '不', '保证', '，', ' ', '新疆', '江浙沪', '48小时', '三天', '16点', '包邮', '您说的', '吗', '退', 'x', '的');
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `您好${words.join('')}给您`);

describe('the features of a part', () => {
  it('are those of the part alone', () => {
    fc.assert(fc.property(fc.array(sentence, { minLength: 2, maxLength: 5 }), (sentences) => {
      const reading = read(sentences.join('。'));
      const features = featureReader({ concepts, words }, reading, [], policy);
      const parts = reading.surface.sentences.map((range) => [...features(range).numbers].sort());
      expect(parts).toEqual(sentences.map((text) => [...featuresOf({ concepts, words }, read(text), [], policy).numbers].sort()));
    }), { numRuns: 300 });
  });
});

describe('the rules that are tried', () => {
  it('are those whose elements all stand in a unit that holds nothing of their exceptions', () => {
    fc.assert(fc.property(fc.array(sentence, { maxLength: 4 }), (sentences) => {
      const { surface, hits } = read(sentences.join('，'));
      const places = placesOf(hits, concepts.names.length);
      const units = new Units(surface, hits, places);
      const possible = possibleRules(promiseRules.rules, places);
      const tried = promiseRules.rules.flatMap((rule, i) => (possible.includes(i) ? units.for(rule).map(({ from, until }) => `${rule.source.id} ${from} ${until}`) : []));
      const naive = promiseRules.rules.flatMap(({ source, all, none }) => {
        const scope = source.scope ?? 'clause';
        const ranges = scope === 'clause' ? surface.clauses : scope === 'sentence' ? surface.sentences : [{ start: 0, end: surface.text.length }];
        return ranges.flatMap(({ start, end }) => {
          const own = hits.filter((hit) => hit.start >= start && hit.start < end);
          const holds = all.every((element) => own.some(({ concept }) => element.has(concept))) && !own.some(({ concept }) => none.has(concept));
          const from = hits.indexOf(own[0]!);
          return holds ? [`${source.id} ${from} ${from + own.length}`] : [];
        });
      });
      expect(tried).toEqual(naive);
    }), { numRuns: 300 });
  });
});

describe('signs that are written as many characters', () => {
  it.each(['ﷺ', '㍿', '㍨'])('%s adds no more than the bound, and hides nothing behind it', (sign) => {
    const text = `${sign.repeat(3_000)}今天一定给您发货`;
    expect(normalise(text).text.length).toBeLessThanOrEqual(text.length + EXPANSION_MAX + 18);
    expect(normalise(sign).text).toBe(sign.normalize('NFKC'));
    expect(checkPromises(promiseRules, policy, normalise(text)).verdict).toBe('block');
  });
});
