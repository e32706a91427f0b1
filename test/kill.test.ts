// kill -9 in the middle of the talk: after a restart every acknowledged message is there, once, each with its answer or its person.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BuyerFrame, BuyerServerFrame } from '../src/transport/protocol.ts';

const BUYERS = 20;
const ACKS_BEFORE_THE_KILL = 150;
const QUESTIONS = ['什么时候发货', '今天能发吗', '包邮吗', '嘎嘣脆咕噜咕噜', '物流三天没更新了', '怎么开发票'];
const port = 20_000 + Math.floor(Math.random() * 20_000);
const folder = mkdtempSync(join(tmpdir(), 'zhanggui-kill-'));
let server: ChildProcess | undefined;

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { PATH: process.env['PATH'], ZHANGGUI_DATA_DIR: folder, ZHANGGUI_PORT: String(port), ZHANGGUI_LOG_LEVEL: 'warn', ZHANGGUI_FRAMES_PER_SECOND_MAX: '1000', ZHANGGUI_FRAMES_BURST_MAX: '1000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const child = server;
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (chunk) => { if (String(chunk).includes('is running')) resolve(); });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
  });
}

class Buyer {
  token = '';
  readonly sent = new Map<string, string>();
  readonly acked = new Map<string, number>();
  readonly messages = new Map<number, Extract<BuyerServerFrame, { type: 'message' }>>();
  #socket: WebSocket | undefined;

  connect(): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/buyer`, { origin: `http://127.0.0.1:${port}` });
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('open', () => this.send({ type: 'hello', protocol: 1, ...(this.token ? { token: this.token } : {}) }));
    return new Promise((resolve) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as BuyerServerFrame;
        if (frame.type === 'welcome') { this.token = frame.token; resolve(); }
        if (frame.type === 'ack') this.acked.set(frame.client_msg_id, frame.seq);
        if (frame.type === 'message') {
          expect(this.messages.has(frame.seq) && this.messages.get(frame.seq)!.text !== frame.text).toBe(false);
          this.messages.set(frame.seq, frame);
        }
      });
    });
  }

  send(frame: BuyerFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  say(n: number): void {
    const id = `m${n}`;
    const text = `${QUESTIONS[n % QUESTIONS.length]} ${n}`;
    this.sent.set(id, text);
    this.send({ type: 'say', client_msg_id: id, text });
  }

  forget(): void {
    this.messages.clear();
  }

  close(): void {
    this.#socket?.close();
  }
}

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('kill -9', () => {
  it('loses nothing that was acknowledged and doubles nothing that is sent again', async () => {
    await start();
    const buyers = Array.from({ length: BUYERS }, () => new Buyer());
    await Promise.all(buyers.map((buyer) => buyer.connect()));
    const acks = (): number => buyers.reduce((sum, buyer) => sum + buyer.acked.size, 0);
    for (let n = 0; acks() < ACKS_BEFORE_THE_KILL; n++) {
      for (const buyer of buyers) buyer.say(n);
      await until(() => acks() >= Math.min(ACKS_BEFORE_THE_KILL, (n - 1) * BUYERS));
    }
    const ended = new Promise((resolve) => server!.once('exit', resolve));
    server!.kill('SIGKILL');
    await ended;

    await start();
    for (const buyer of buyers) buyer.forget();
    await Promise.all(buyers.map((buyer) => buyer.connect()));
    for (const buyer of buyers) for (const [id, text] of buyer.sent) buyer.send({ type: 'say', client_msg_id: id, text });
    await until(() => buyers.every((buyer) => buyer.acked.size === buyer.sent.size && [...buyer.acked.values()].every((seq) => buyer.messages.has(seq))));

    for (const buyer of buyers) {
      const own = [...buyer.messages.values()].filter((message) => message.from === 'buyer');
      expect(own.map((message) => message.text).sort()).toEqual([...buyer.sent.values()].sort());
      for (const [id, seq] of buyer.acked) expect(buyer.messages.get(seq)?.text).toBe(buyer.sent.get(id));
      expect([...buyer.messages.values()].some((message) => message.from === 'bot')).toBe(true);
      buyer.close();
    }
  }, 120_000);
});
