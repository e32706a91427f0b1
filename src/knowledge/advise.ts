// Advice on a shop's files: nothing wrong, but buyers would be served better. Never stops a start.
import { questionsOf, type KnowledgeBase } from './base.ts';
import type { Sources } from './lint.ts';
import type { Problem } from './problem.ts';
import { fill } from './template.ts';

/** Fewer ways of asking than this and buyers who word it differently are not understood. */
export const SIMILAR_ADVISED_MIN = 30;
/** Longer answers are skimmed over on a phone, in characters after the variables are filled in. */
export const ANSWER_ADVISED_MAX = 90;

export function advise(base: KnowledgeBase, sources: Sources): readonly Problem[] {
  return sources.entries.flatMap(({ item, source, path }): Problem[] => {
    const count = questionsOf(item).length;
    const few: Problem[] = count >= SIMILAR_ADVISED_MIN ? [] : [{
      code: 'too_few_questions', file: source.file, line: source.lineOf([...path, 'similar']),
      message: `entry ${item.id} has ${count} ways of asking; with ${SIMILAR_ADVISED_MIN} or more, buyers are understood far more often.`,
    }];
    const long = item.answers.flatMap((answer, index): Problem[] => {
      const length = fill(answer.text, base.profile, { 'campaign.name': '', 'campaign.summary': '' }).length;
      return length <= ANSWER_ADVISED_MAX ? [] : [{
        code: 'long_answer', file: source.file, line: source.lineOf([...path, 'answers', index, 'text']),
        message: `an answer of entry ${item.id} is ${length} characters long; on a phone, ${ANSWER_ADVISED_MAX} or fewer are read.`,
      }];
    });
    return [...few, ...long];
  });
}
