// One buyer's socket for the measuring commands: says something and waits for what the bot makes of it. It does not reconnect.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION, type BuyerFrame, type BuyerServerFrame } from '../src/transport/protocol.ts';

type Message = Extract<BuyerServerFrame, { type: 'message' }>;
type ErrorFrame = Extract<BuyerServerFrame, { type: 'error' }>;

/** Longer than any answer takes; a service that is silent this long is broken. */
const ANSWER_DEADLINE_MS = 15_000;

export class BuyerLine {
  readonly #socket: WebSocket;
  #onFrame: (frame: BuyerServerFrame) => void = () => undefined;
  #onEnd: (error: Error) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#onFrame(JSON.parse(String(data)) as BuyerServerFrame));
    socket.on('close', (code, reason) => this.#onEnd(new Error(`the service closed the socket: ${code} ${String(reason)}`)));
    socket.on('error', (error) => this.#onEnd(error));
  }

  /** Resolves after the welcome of a new visitor. */
  static async open(url: string, origin: string): Promise<BuyerLine> {
    const socket = new WebSocket(url, { origin, perMessageDeflate: false });
    const line = new BuyerLine(socket);
    await line.#wait<void>((resolve) => {
      socket.on('open', () => line.#send({ type: 'hello', protocol: PROTOCOL_VERSION }));
      return (frame) => { if (frame.type === 'welcome') resolve(); };
    });
    return line;
  }

  /** The bot's message after ours, or the error frame that refused ours. */
  ask(text: string): Promise<Message | ErrorFrame> {
    const clientMsgId = randomUUID();
    return this.#wait<Message | ErrorFrame>((resolve) => {
      let seq = Infinity;
      const early: Message[] = [];
      this.#send({ type: 'say', client_msg_id: clientMsgId, text });
      return (frame) => {
        if (frame.type === 'error' && (frame.client_msg_id === clientMsgId || frame.client_msg_id === undefined)) resolve(frame);
        if (frame.type === 'ack' && frame.client_msg_id === clientMsgId) seq = frame.seq;
        if (frame.type === 'message' && frame.from === 'bot') early.push(frame);
        const answer = early.find((message) => message.seq > seq);
        if (answer) resolve(answer);
      };
    });
  }

  close(): void {
    this.#onEnd = () => undefined;
    this.#socket.close(1000);
  }

  #send(frame: BuyerFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #wait<T>(start: (resolve: (value: T) => void) => (frame: BuyerServerFrame) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_DEADLINE_MS} ms`)), ANSWER_DEADLINE_MS);
      this.#onEnd = (error) => { clearTimeout(timer); reject(error); };
      this.#onFrame = start((value) => { clearTimeout(timer); resolve(value); });
    });
  }
}
