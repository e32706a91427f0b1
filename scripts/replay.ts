// Replays buyers' messages over real sockets and writes what the service made of each, one JSON line per row.
//   npm run -s replay -- --in FILE.tsv --out OUT.jsonl [--url ws://host/ws/buyer] [--at 2026-11-22T10:00:00+08:00]
// The TSV has the columns id and text; with dialogue_id and turn, rows of one dialogue share a conversation, in order.
// Without --url it starts a service on a temporary database. A service named by --url must run with ZHANGGUI_TRACE_DECISIONS=true.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Trace } from '../src/transport/protocol.ts';
import { connectBuyer, NotAccepted, originOf, type BuyerConnection } from './client.ts';
import { scoreTable, table, type Scored } from './score.ts';
import { readTsv, type TsvRow } from './tsv.ts';
import './models.ts';

/** Conversations at work at once. */
const LINES_AT_ONCE = 16;
/** Longer than any answer takes. */
const REPLY_DEADLINE_MS = 15_000;
/** Codes that speak of the connection, not of the message. */
const GIVEN_UP = ['timeout', 'stopped', 'refused'];

interface ReplayLine {
  readonly id: string;
  readonly text: string;
  readonly dialogue_id?: string;
  readonly turn?: number;
  readonly action: Trace['action'] | null;
  readonly entry_id: string | null;
  readonly entry_ids: readonly string[];
  readonly risk: string | null;
  readonly probability: number | null;
  readonly options: readonly string[];
  readonly notified: boolean;
  readonly reply: string | null;
  /** The error code when the service did not take the message; the fields above are then null or empty. */
  readonly error?: string;
}

const { values } = parseArgs({ options: { in: { type: 'string' }, out: { type: 'string' }, url: { type: 'string' }, at: { type: 'string' } } });
await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  if (values.in === undefined || values.out === undefined) throw new Error('usage: npm run -s replay -- --in FILE.tsv --out OUT.jsonl [--url ws://host/ws/buyer]');
  const rows = readTsv(values.in, ['id', 'text']);
  const dialogues = groupDialogues(rows);
  const server = values.url === undefined ? await startServer(values.at) : { url: values.url, origin: originOf(values.url), stop: async () => undefined };
  const lines = new Map<string, ReplayLine>();
  try {
    await runAll(dialogues, async (dialogue) => {
      for (const line of await replayDialogue(server, dialogue)) lines.set(line.id, line);
      process.stderr.write(`\r${lines.size}/${rows.length}`);
    });
  } finally {
    process.stderr.write('\n');
    await server.stop();
  }
  const ordered = rows.map((row) => lines.get(row['id']!)!);
  writeFileSync(values.out, ordered.map((line) => `${JSON.stringify(line)}\n`).join(''));
  console.log(summary(rows, ordered));
}

/** Rows that share a conversation, in the order of their turns; each row alone when there are no dialogues. */
function groupDialogues(rows: readonly TsvRow[]): readonly (readonly TsvRow[])[] {
  if (rows[0]?.['dialogue_id'] === undefined || rows[0]['turn'] === undefined) return rows.map((row) => [row]);
  const groups = new Map<string, TsvRow[]>();
  rows.forEach((row, index) => {
    if (!/^\d+$/.test(row['turn'] ?? '')) throw new Error(`${values.in} line ${index + 2}: turn must be a whole number, not "${row['turn']}"`);
    const id = row['dialogue_id'] ?? '';
    groups.set(id, [...(groups.get(id) ?? []), row]);
  });
  return [...groups.values()].map((group) => group.sort((a, b) => Number(a['turn']) - Number(b['turn'])));
}

/** A service of our own: temporary database, traced decisions, no rate limits, every message of a waiting buyer answered. */
async function startServer(at: string | undefined): Promise<{ url: string; origin: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'zhanggui-replay-'));
  const read = readConfig({
    ZHANGGUI_DATA_DIR: folder, ZHANGGUI_TRACE_DECISIONS: 'true', ZHANGGUI_WAITING_NOTE_MS: '0', ZHANGGUI_LOG_LEVEL: 'warn',
    ZHANGGUI_FRAMES_PER_SECOND_MAX: '1000', ZHANGGUI_FRAMES_BURST_MAX: '1000',
  });
  if ('problems' in read) throw new Error(read.problems.map(({ key, rule }) => `${key} ${rule}`).join('; '));
  const fixed = at === undefined ? null : Date.parse(at);
  if (fixed !== null && Number.isNaN(fixed)) throw new Error(`--at needs an instant such as 2026-11-22T10:00:00+08:00, not "${at}"`);
  const { app } = await buildApp(read.config, fixed === null ? {} : { clock: { now: () => fixed } });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${address.replace(/^http/, 'ws')}/ws/buyer`,
    origin: read.config.allowedOrigins[0]!,
    async stop() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function replayDialogue(server: { url: string; origin: string }, dialogue: readonly TsvRow[]): Promise<readonly ReplayLine[]> {
  const line = connectBuyer({ url: server.url, origin: server.origin });
  try {
    await line.welcomed;
    const out: ReplayLine[] = [];
    for (const row of dialogue) out.push(await replayRow(line, row));
    return out;
  } finally {
    line.close();
  }
}

async function replayRow(line: BuyerConnection, row: TsvRow): Promise<ReplayLine> {
  const text = row['text'] ?? '';
  const start = { id: row['id'] ?? '', ...(row['dialogue_id'] === undefined ? {} : { dialogue_id: row['dialogue_id'], turn: Number(row['turn']) }), text };
  const answer = await line.ask(text, { replyMs: REPLY_DEADLINE_MS }).catch((error: unknown) => {
    if (error instanceof NotAccepted && !GIVEN_UP.includes(error.code)) return error;
    throw error;
  });
  if (answer instanceof NotAccepted) {
    return { ...start, action: null, entry_id: null, entry_ids: [], risk: null, probability: null, options: [], notified: false, reply: null, error: answer.code };
  }
  const { reply } = answer;
  // A service of somebody else's may keep silent to a buyer who waits for a person (the waiting note): the row says so, the rest goes on.
  if (!reply) return { ...start, action: null, entry_id: null, entry_ids: [], risk: null, probability: null, options: [], notified: false, reply: null, error: 'no_reply' };
  const { decision } = reply;
  if (!decision) throw new Error('the service does not trace its decisions; start it with ZHANGGUI_TRACE_DECISIONS=true');
  return {
    ...start, action: decision.action, entry_id: decision.entry_id, entry_ids: decision.entry_ids, risk: decision.risk,
    probability: Math.round(decision.probability * 1e4) / 1e4,
    options: decision.action === 'clarify' ? reply.options.map((option) => option.id) : [],
    notified: decision.notified, reply: reply.text,
  };
}

async function runAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: LINES_AT_ONCE }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

function summary(rows: readonly TsvRow[], lines: readonly ReplayLine[]): string {
  const actions = ['answer', 'clarify', 'escalate', 'small_talk', null] as const;
  const counts = table([['action', 'rows', 'share'], ...actions.map((action) => {
    const count = lines.filter((line) => line.action === action).length;
    return [action ?? 'not accepted', String(count), (count / lines.length).toFixed(3)];
  })]);
  if (!('label' in (rows[0] ?? {}))) return counts;
  const scored = rows.flatMap((row, index): Scored[] => {
    const line = lines[index]!;
    return line.action === null ? [] : [{
      label: row['label'] ?? '', alt: (row['alt'] ?? '').split('|').filter((label) => label !== ''), sure: row['sure'] !== '0',
      trace: { action: line.action, entry_id: line.entry_id, entry_ids: [...line.entry_ids], risk: line.risk, probability: line.probability ?? 0, notified: line.notified },
    }];
  });
  return `${counts}\n\n${scoreTable(scored)}`;
}

