// kill -9 in the middle of appends: whatever was reported as stored is there exactly once after reopening.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { request } from '../../contract/fixtures.ts';
import { makePlace, type Place } from './place.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

let place: Place;
beforeEach(() => { place = makePlace(); });
afterEach(() => place.dispose());

/** Runs the child until it has reported `lines` appends, kills it, and returns every whole line. */
async function crashAfter(lines: number, round: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, place.file, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

it('keeps what it acknowledged, once, without gaps', async () => {
  const reported = new Map<string, number>();
  for (const [round, lines] of [1, 137, 1_000].entries()) {
    for (const line of await crashAfter(lines, round)) {
      const [id = '', seq = ''] = line.split(' ');
      reported.set(id, Math.max(reported.get(id) ?? 0, Number(seq)));
    }
  }
  expect([...reported.values()].reduce((sum, seq) => sum + seq, 0)).toBeGreaterThanOrEqual(1_138);

  const store = place.open();
  for (const [id, acknowledged] of reported) {
    const events = await store.eventsAfter(id, 0, 1_000_000);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.length).toBeGreaterThanOrEqual(acknowledged);
    const head = await store.head(id);
    expect(head?.seq).toBe(events.length);
    for (const seq of [1, acknowledged]) {
      expect(await store.append(request(id, 0, { dedupeKey: `buyer:${seq - 1}` }))).toEqual({ kind: 'duplicate', head, seq });
    }
  }
}, 60_000);
