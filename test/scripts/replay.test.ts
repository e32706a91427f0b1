// The replay command's output format, which others build on: fields, order, dialogues, refused messages, scores.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { figures, type Scored } from '../../scripts/score.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhanggui-replay-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, args: readonly string[]): { readonly out: string; readonly failed: boolean } {
  try {
    return { out: execFileSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }), failed: false };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { out: stdout + stderr, failed: true };
  }
}

function replay(tsv: string): { readonly lines: readonly Record<string, unknown>[]; readonly out: string } {
  const file = join(folder, 'in.tsv');
  const result = join(folder, 'out.jsonl');
  writeFileSync(file, tsv);
  const { out } = run('replay', ['--in', file, '--out', result, '--at', '2026-11-24T10:00:00+08:00']);
  return { out, lines: readFileSync(result, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('npm run replay', () => {
  it('writes a line for each row, in order, with all fields', () => {
    const { lines, out } = replay(`id\ttext\n7\t什么时候发货\n3\t今天能发吗\n5\t物流三天没更新了\n9\t${'长'.repeat(1_001)}\n2\t订单号 12345678901\n`);
    expect(lines.map((line) => line['id'])).toEqual(['7', '3', '5', '9', '2']);
    expect(lines[0]).toMatchObject({ text: '什么时候发货', action: 'answer', entry_id: 'ship.when', entry_ids: ['ship.when'], risk: null, options: [], notified: false });
    expect(Object.keys(lines[0]!)).toEqual(['id', 'text', 'action', 'entry_id', 'entry_ids', 'risk', 'probability', 'options', 'notified', 'reply']);
    expect(lines[1]).toMatchObject({ action: 'escalate', risk: 'ship_promise' });
    expect(lines[2]).toMatchObject({ action: 'answer', entry_id: 'ship.stalled', notified: true });
    expect(lines[3]).toMatchObject({ action: null, error: 'text_too_long', reply: null });
    expect(lines[4]).toMatchObject({ action: 'clarify' });
    expect((lines[4]!['options'] as string[]).length).toBeGreaterThanOrEqual(2);
    expect(out).toContain('not accepted');
  });

  it('keeps the rows of a dialogue in one conversation, in the order of their turns', () => {
    const { lines } = replay('id\tdialogue_id\tturn\ttext\nb\td1\t2\t呜啦呜啦嘿哟\na\td1\t1\t嘎嘣脆咕噜咕噜\nc\td2\t1\t呜啦呜啦嘿哟\n');
    expect(lines.map(({ id, action, dialogue_id, turn }) => ({ id, action, dialogue_id, turn }))).toEqual([
      { id: 'b', action: 'escalate', dialogue_id: 'd1', turn: 2 },
      { id: 'a', action: 'clarify', dialogue_id: 'd1', turn: 1 },
      { id: 'c', action: 'clarify', dialogue_id: 'd2', turn: 1 },
    ]);
  });

  it.each([
    ['a missing file', null, /cannot read/],
    ['a missing column', 'id\twords\n1\t在吗\n', /lacks the column text; its header has id, words/],
    ['no rows', 'id\ttext\n', /no rows/],
    ['an id twice', 'id\ttext\n1\t在吗\n1\t你好\n', /line 3: the id 1 stands twice/],
    ['a ragged row', 'id\ttext\n1\t在吗\t多了\n', /not a table/],
  ])('refuses %s with what to do', (_, tsv, message) => {
    const file = join(folder, tsv === null ? 'absent.tsv' : 'bad.tsv');
    if (tsv !== null) writeFileSync(file, tsv);
    const { out, failed } = run('replay', ['--in', file, '--out', join(folder, 'x.jsonl')]);
    expect(failed).toBe(true);
    expect(out).toMatch(message);
  });
});

describe('npm run check-promises', () => {
  it('writes verdict, types, spans and suggestion for each draft', () => {
    const file = join(folder, 'drafts.tsv');
    const result = join(folder, 'drafts.jsonl');
    writeFileSync(file, 'id\ttext\n1\t可以，今天一定给您发出\n2\t好的，我帮您核实一下\n');
    run('check-promises', ['--in', file, '--out', result]);
    const [bad, good] = readFileSync(result, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(bad).toMatchObject({ id: '1', verdict: 'block' });
    expect(bad!['types']).toContain('ship_promise');
    const [[start, end]] = bad!['spans'] as [[number, number]];
    expect('可以，今天一定给您发出'.slice(start, end)).toContain('今天');
    expect(bad!['suggestion']).toEqual(expect.any(String));
    expect(good).toEqual({ id: '2', verdict: 'ok', types: [], spans: [], suggestion: null });
  });
});

describe('scores', () => {
  const row = (label: string, action: Scored['trace']['action'], entry: string | null, risk: string | null = null, alt: readonly string[] = []): Scored => ({
    label, alt, sure: true, trace: { action, entry_id: entry, entry_ids: entry === null ? [] : [entry], risk, probability: 1, notified: false },
  });
  it('counts what each figure says it counts', () => {
    expect(figures([
      row('ship.when', 'answer', 'ship.when'),
      row('ship.eta', 'answer', 'ship.when'),
      row('ship.fee', 'answer', 'ship.remote', null, ['ship.remote']),
      row('order.modify', 'escalate', 'order.modify'),
      row('order.cancel', 'escalate', null, 'compensation'),
      row('risk:compensation', 'escalate', null, 'compensation'),
      row('risk:compensation', 'answer', 'ret.how'),
      row('context', 'answer', 'ship.when'),
      row('chat', 'small_talk', 'chat.joke'),
    ])).toEqual({ rows: 9, answered: 5, precision: 2 / 5, intent_coverage: 3 / 5, risk_reached: 1 / 2, chat_context_answered: 1 / 2 });
  });
});
