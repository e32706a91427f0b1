// The example sentences that the promise guard learns from (knowledge/promises): what breaks a rule, by type, and what does not.
// Only the shape of the files and that they agree with each other; learning is learned.ts.
import Type from 'typebox';
import type { ShopPolicy } from './policy.ts';
import { NO_WORD_CLASSES, type WordClasses } from './word-classes.ts';
import { Problems, checkShape, nearest, type Source } from './problems.ts';

/** A sentence longer than this is a story; the reader learns from sentences. UTF-16 units. */
export const EXAMPLE_LENGTH_MAX = 200;

/** Texts as the shop writes them. `writtenFor` is the published policy that the allowed ones keep to. */
export interface PromiseExamples {
  readonly writtenFor: ShopPolicy;
  readonly violations: ReadonlyMap<string, readonly string[]>;
  readonly allowed: readonly string[];
  /** Words that stand for each other in them. */
  readonly words: WordClasses;
}

/** A parsed file of the folder. */
export interface ExampleFile {
  readonly value: unknown;
  readonly source: Source;
}

const Sentence = Type.String({ minLength: 1, maxLength: EXAMPLE_LENGTH_MAX });
const ExampleFileShape = Type.Object(
  { type: Type.Optional(Type.String({ minLength: 1 })), violations: Type.Optional(Type.Array(Sentence)), allowed: Type.Optional(Type.Array(Sentence)) },
  { additionalProperties: false },
);
const Days = Type.Number({ minimum: 0 });
const PolicyShape = Type.Object(
  {
    dispatchHours: Days, freeRegions: Type.String(), remoteRegions: Type.Array(Type.String()),
    returnDays: Days, exchangeDays: Days, refundDays: Days, invoiceDays: Days, priceProtectDays: Days, warrantyDays: Days,
  },
  { additionalProperties: false },
);

interface FileBody {
  readonly type?: string;
  readonly violations?: readonly string[];
  readonly allowed?: readonly string[];
}

/** `types` are those of the promise file; null leaves them unchecked. Throws RuleFileError with all mistakes of all files. */
export function readExamples(policy: ExampleFile, files: readonly ExampleFile[], types: readonly string[] | null, words: WordClasses = NO_WORD_CLASSES): PromiseExamples {
  const found = new Problems(policy.source);
  const writtenFor = checkShape<ShopPolicy>(PolicyShape, policy.value, found);
  const violations = new Map<string, readonly string[]>();
  const allowed: string[] = [];
  const owners = new Map<string, string>();
  for (const { value, source } of files) {
    const problems = found.under(source);
    const { type, violations: broken = [], allowed: fine = [] } = checkShape<FileBody>(ExampleFileShape, value, problems);
    if (type === undefined ? broken.length > 0 : types !== null && !types.includes(type)) {
      problems.add(['type'], type === undefined ? 'violations need the type that they break; name it as `type`' : `the type "${type}" does not exist in rules/promises.yaml${nearest(type, types ?? [])}`);
      continue;
    }
    const note = (text: string, as: string, path: readonly (string | number)[]): void => {
      const before = owners.get(text);
      if (before !== undefined && before !== as) problems.add(path, `"${text}" is an example of ${before} already; a sentence is one thing or the other, remove one`);
      owners.set(text, as);
    };
    broken.forEach((text, i) => note(text, 'a violation', ['violations', i]));
    fine.forEach((text, i) => note(text, 'what is allowed', ['allowed', i]));
    if (type !== undefined) violations.set(type, [...(violations.get(type) ?? []), ...broken]);
    allowed.push(...fine);
  }
  found.throwIfAny();
  return { writtenFor, violations, allowed, words };
}
