// The Node client and the two terminals over real sockets, against a small server that the test plays.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { runAgent } from '../../scripts/agent.ts';
import { runChat } from '../../scripts/chat.ts';
import { connectBuyer, originOf } from '../../scripts/client.ts';
import { ack, error, LIMITS, message, welcome, type SentFrame } from './fixture.ts';

type Answer = (frame: SentFrame, say: (frame: object) => void, socket: WebSocket) => void;
const open: { server: Server; sockets: WebSocketServer }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  }
});

/** A server that answers frames with `answer` and refuses every other Origin than its own. */
async function serve(answer: Answer, http: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end()): Promise<{ ws: string; http: string; requests: IncomingMessage[] }> {
  const server = createServer(http);
  const sockets = new WebSocketServer({ noServer: true });
  const requests: IncomingMessage[] = [];
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    if (request.headers.origin !== `http://${request.headers.host}`) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data) => answer(JSON.parse(String(data)) as SentFrame, (frame) => client.send(JSON.stringify(frame)), client));
    });
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ws: `ws://127.0.0.1:${port}/ws/buyer`, http: `http://127.0.0.1:${port}`, requests };
}

function streams() {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return { input, output, shown: () => text };
}

describe('buyer in Node', () => {
  it('sends an exact Origin, and asks for a reply through a connection that breaks before the ack', async () => {
    let says = 0;
    const { ws, requests } = await serve((frame, say, socket) => {
      if (frame.type === 'hello') say(welcome());
      if (frame.type !== 'say') return;
      says++;
      if (says === 1) return socket.terminate();
      say(message(1, { from: 'buyer', text: String(frame['text']) }));
      say(ack(String(frame['client_msg_id']), 1, true));
      say(message(2, { text: '48 小时内' }));
    });
    const connection = connectBuyer({ url: ws });
    const answered = await connection.ask('什么时候发货');
    connection.close();
    expect(answered).toMatchObject({ seq: 1, reply: { text: '48 小时内', from: 'bot' } });
    expect(requests).toHaveLength(2);
    expect(requests[0]?.headers.origin).toBe(originOf(ws));
  });

  it('answers null when nobody replies, and rejects with the code of a refusal', async () => {
    const { ws } = await serve((frame, say) => {
      const id = frame['client_msg_id'];
      if (frame.type === 'hello') say(welcome({ state: 'human' }));
      if (frame['text'] === '在吗') say(ack(String(id), 1));
      if (frame['text'] === '长') say(error('text_too_long', { client_msg_id: id }));
    });
    const connection = connectBuyer({ url: ws });
    expect(await connection.ask('在吗', { replyMs: 30 })).toEqual({ seq: 1, reply: null });
    await expect(connection.ask('长')).rejects.toMatchObject({ code: 'text_too_long' });
    connection.close();
  });

  it('gives up where the Origin is refused, and says which setting to look at', async () => {
    const { ws } = await serve(() => undefined);
    const connection = connectBuyer({ url: ws, origin: 'http://elsewhere.example' });
    await expect(connection.welcomed).rejects.toThrow(/403.*ZHANGGUI_ALLOWED_ORIGINS/);
  });
});

describe('terminals', () => {
  it('chat: greets, picks by number, sends text and leaves when the input ends', async () => {
    const seen: SentFrame[] = [];
    let seq = 0;
    const { ws } = await serve((frame, say) => {
      seen.push(frame);
      if (frame.type === 'hello') say(welcome({ menu: [{ id: 'ship.when', title: '什么时候发货' }] }));
      if (typeof frame['client_msg_id'] !== 'string') return;
      say(ack(frame['client_msg_id'], ++seq));
      say(message(seq, { from: 'buyer', text: String(frame['text'] ?? '什么时候发货') }));
      say(message(++seq, { text: '48 小时内发出' }));
    });
    const { input, output, shown } = streams();
    input.end('1\n你好\n/nonsense\n');
    expect(await runChat({ url: ws }, { input, output })).toBe(0);
    expect(seen.filter(({ type }) => type === 'pick' || type === 'say')).toMatchObject([{ option_id: 'ship.when' }, { text: '你好' }]);
    expect(shown()).toContain('1. 什么时候发货');
    expect(shown()).toContain('[自动回复] 48 小时内发出');
    expect(shown()).toContain('没有命令 /nonsense');
  });

  it('agent: logs in, takes from the queue, and shows the hand-over and why a reply was stopped', async () => {
    const seen: SentFrame[] = [];
    const ticket = { conversation_id: 'conv-1a2b', state: 'waiting', team: 'logistics', severity: 'high', waiting_since: 1, agent_name: null, epoch: 'e1', seq: 2, updated_at: 1 };
    const at = { conversation_id: 'conv-1a2b', epoch: 'e1', at: 1 };
    const answers: Readonly<Record<string, (frame: SentFrame, say: (frame: object) => void) => void>> = {
      hello(_, say) {
        say({ type: 'welcome', protocol: 1, agent_id: 'a1', agent_name: 'admin', role: 'administrator', shop_name: '青禾衣橱', heartbeat_ms: 30_000, limits: LIMITS });
        say({ type: 'desk', waiting: [ticket], mine: [], tasks: [] });
      },
      take(_, say) {
        say({ type: 'watching', ticket: { ...ticket, state: 'human', agent_name: 'admin' }, buyer_read_seq: 0 });
        say(message(1, { ...at, from: 'buyer', text: '今天能发吗' }));
        say({
          type: 'handover', ...at, seq: 2, cause: 'risk', reason: '买家要求承诺发货时间', risk: 'ship_promise', risk_name: '发货时间承诺', rule: { rule_id: 'r1', words: '今天能发' },
          team: 'logistics', severity: 'high', understood: [{ entry_id: 'ship.when', title: '什么时候发货', probability: 0.71 }], last_messages: [],
        });
      },
      reply(frame, say) {
        const finding = { type: 'ship_time', level: 'block', start: 3, end: 8, words: '今天一定发', reason: '承诺了发货时间', suggestion: '' };
        if (frame['text'] === '以订单页为准') say({ ...ack(String(frame['client_msg_id']), 3), conversation_id: 'conv-1a2b', warnings: [] });
        else say(error('reply_blocked', { client_msg_id: frame['client_msg_id'], conversation_id: 'conv-1a2b', findings: [finding], suggestion: '以订单页为准' }));
      },
    };
    const { http, requests } = await serve((frame, say) => {
      seen.push(frame);
      answers[frame.type]?.(frame, say);
    }, (_, response) => void response.writeHead(200, { 'set-cookie': 'session=s1; HttpOnly; Path=/', 'content-type': 'application/json' }).end('{"csrf_token":"t","agent":{}}'));
    const { input, output, shown } = streams();
    const until = async (text: string) => expect.poll(shown).toContain(text);
    const run = runAgent({ url: http, name: 'admin', password: 'secret-password' }, { input, output });
    await until('买家 1a2b [高] 物流');
    input.write('/take 1\n');
    await until('└');
    input.write('可以,今天一定发\n');
    await until('以订单页为准');
    input.end('/use\n');
    expect(await run).toBe(0);
    expect(requests[0]?.headers.cookie).toBe('session=s1');
    expect(shown()).toContain('触发词：“今天能发”');
    expect(shown()).toContain('什么时候发货 71%');
    expect(shown()).toContain('可以,【今天一定发】');
    expect(shown()).toContain('“今天一定发”：承诺了发货时间');
    expect(shown()).not.toContain('secret-password');
    expect(seen.filter(({ type }) => type === 'reply').map((frame) => frame['text'])).toEqual(['可以,今天一定发', '以订单页为准']);
  });
});
