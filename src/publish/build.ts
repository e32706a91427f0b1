// The builder process: reads a knowledge folder, holds it to every rule, builds the index, and hands the result over piece by
// piece. It stays after a build, so that the next one finds the dictionary and the industry pack ready. builder.ts starts it.
import { insertedWords, createJiebaSegmenter } from '../adapters/jieba/segmenter.ts';
import { createModelFiles } from '../adapters/model-files.ts';
import { indexedEntries, toolsOf } from '../knowledge/indexed.ts';
import { rememberIn } from '../learn/classes.ts';
import { checkTexts, KnowledgeRefused, loadShop, packOf, type CheckedShop, type Pack } from '../shop.ts';
import { buildData } from '../understand/index.ts';
import { piecesOf, type Built } from './pieces.ts';
import { PROBLEMS_TOLD_MAX, type BuildOrder, type FromBuilder, type Phase, type Piece, type ToBuilder } from './protocol.ts';

const say = (message: FromBuilder): void => void process.send?.(message);

let pieces: Generator<Piece> | null = null;

process.on('message', (message: ToBuilder) => {
  try {
    if (message.type === 'build') begin(message.order);
    else next();
  } catch (error) {
    refuse(error);
  }
});
// The launcher is gone, or stopping.
process.on('disconnect', () => process.exit(0));
// A terminal sends these to the whole group; the service decides what they mean for its builder.
for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => undefined);

function begin(order: BuildOrder): void {
  pieces = null;
  if (order.modelsFolder !== null) rememberIn(createModelFiles(order.modelsFolder));
  const phase = (name: Phase): void => say({ type: 'phase', phase: name });
  phase('reading');
  const shop = read(order);
  refuseOtherShop(shop, order.shopId);
  phase('checking');
  checkTexts(shop);
  phase('building');
  pieces = piecesOf(built(shop, order));
  phase('loading');
  say({ type: 'built' });
}

/** A folder that cannot be read is a problem of the files like any other. */
function read({ folder, overlay }: BuildOrder): CheckedShop {
  try {
    return loadShop(folder, overlay);
  } catch (error) {
    if (error instanceof KnowledgeRefused || !(error instanceof Error)) throw error;
    throw new KnowledgeRefused([{ code: 'missing_file', file: folder, line: 0, message: `${error.message}.` }]);
  }
}

function built(shop: CheckedShop, { words, packFolder, packId }: BuildOrder): Built {
  let pack: Pack | null = null;
  createJiebaSegmenter(words);
  // The pack's words first: the segmenter must be the same for all that is cut here.
  const mine = toolsOf(shop.base, createJiebaSegmenter(shop.base.words), () => {
    pack = packOf(packFolder);
    return pack.industry;
  });
  const tools = { ...mine, segmenter: createJiebaSegmenter([]) };
  const data = buildData(indexedEntries(shop.base), tools);
  const used = pack as Pack | null;
  return { shop, data, pack: used && used.id !== packId ? used : null, end: { words: insertedWords(), segmenterId: tools.segmenter.id, usesPack: used !== null } };
}

function next(): void {
  const piece = pieces?.next();
  if (!piece || piece.done) throw new Error('there is no piece to hand over');
  say({ type: 'piece', piece: piece.value });
  if (piece.value.kind === 'end') pieces = null;
}

function refuseOtherShop({ base, sources }: CheckedShop, shopId: string): void {
  const { id } = base.profile.shop;
  if (id === shopId) return;
  throw new KnowledgeRefused([{
    code: 'schema', file: sources.profile.file, line: sources.profile.lineOf(['shop', 'id']),
    message: `shop.id is "${id}", but the running service is "${shopId}" with all its conversations; change it back, or start the service anew on another database.`,
  }]);
}

function refuse(error: unknown): void {
  pieces = null;
  if (error instanceof KnowledgeRefused) {
    say({ type: 'refused', problems: error.problems.slice(0, PROBLEMS_TOLD_MAX), more: Math.max(0, error.problems.length - PROBLEMS_TOLD_MAX) });
  } else say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
