// Checks a shop's knowledge folder as a start would, and adds advice.
//   npm run check-knowledge [-- --knowledge FOLDER]     (or ZHANGGUI_KNOWLEDGE_DIR) exits 1 when the service would not start
import { parseArgs } from 'node:util';
import { advise } from '../src/knowledge/advise.ts';
import { warnedTexts } from '../src/knowledge/approve.ts';
import { questionsOf } from '../src/knowledge/base.ts';
import { KnowledgeRefused, lineOfProblem, openShop } from '../src/shop.ts';
import './models.ts';

const { values } = parseArgs({ options: { knowledge: { type: 'string', default: process.env['ZHANGGUI_KNOWLEDGE_DIR'] ?? 'knowledge' } } });
try {
  const { base, sources, gate } = openShop(values.knowledge);
  for (const problem of [...advise(base, sources), ...warnedTexts(base, sources, gate)]) console.log(`advice  ${lineOfProblem(problem)}`);
  const questions = [...base.entries.values()].reduce((sum, entry) => sum + questionsOf(entry).length, 0);
  console.log(`ok: ${base.profile.shop.name}, ${base.entries.size} entries with ${questions} ways of asking, ${base.risks.size} risk classes; every text passes the gate (version ${base.version})`);
} catch (error) {
  if (error instanceof KnowledgeRefused) for (const line of error.lines) console.error(line);
  else console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
