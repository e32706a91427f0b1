// Never lost, never doubled: a client against a server that loses connections at any point, for many random histories.
// The server of this model does what docs promise (dedupe by client_msg_id, events after the cursor); real ones are tested elsewhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuyer } from '../../src/web/shared/client.js';
import { ack, error, fakeSockets, manualClock, message, welcome, type FakeSocket, type SentFrame } from './fixture.ts';

type Step = 'say' | 'serve' | 'serve without answer' | 'refuse' | 'deliver' | 'cut' | 'wait' | 'bot';
const STEPS: readonly Step[] = ['say', 'say', 'serve', 'serve', 'serve without answer', 'refuse', 'deliver', 'deliver', 'cut', 'wait', 'bot'];

class ModelServer {
  readonly log: { readonly from: 'buyer' | 'bot'; readonly text: string }[] = [];
  readonly #seqOf = new Map<string, number>();
  readonly #handled = new Map<FakeSocket, number>();
  readonly #delivered = new Map<FakeSocket, number>();

  /** Carries out the next frame of a socket; `answer` false is a connection that breaks before the answer. */
  serve(socket: FakeSocket, answer: boolean): void {
    const place = this.#handled.get(socket) ?? 0;
    const frame = socket.sent[place];
    if (!frame) return;
    this.#handled.set(socket, place + 1);
    if (frame.type === 'hello') this.#hello(socket, frame);
    if (frame.type === 'say') this.#say(socket, frame, answer);
    if (!answer) socket.closes(1006);
  }

  /** Answers the next say with an error that may be tried again. */
  refuse(socket: FakeSocket): void {
    const place = this.#handled.get(socket) ?? 0;
    const frame = socket.sent[place];
    if (frame?.type !== 'say') return;
    this.#handled.set(socket, place + 1);
    socket.says(error('not_accepted', { retry: true, client_msg_id: frame['client_msg_id'] }));
  }

  deliver(socket: FakeSocket): void {
    const seq = (this.#delivered.get(socket) ?? Infinity) + 1;
    const event = this.log[seq - 1];
    if (!event) return;
    this.#delivered.set(socket, seq);
    socket.says(message(seq, event));
  }

  #hello(socket: FakeSocket, frame: SentFrame): void {
    const cursor = frame['cursor'] as { seq: number } | undefined;
    this.#delivered.set(socket, cursor?.seq ?? 0);
    socket.says(welcome({ seq: this.log.length }));
  }

  #say(socket: FakeSocket, frame: SentFrame, answer: boolean): void {
    const id = String(frame['client_msg_id']);
    const known = this.#seqOf.get(id);
    const seq = known ?? this.log.push({ from: 'buyer', text: String(frame['text']) });
    this.#seqOf.set(id, seq);
    if (answer) socket.says(ack(id, seq, known !== undefined));
  }
}

describe('delivery', () => {
  it('brings every message once and in order, through any history of failures', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 120 }), (steps) => {
      const clock = manualClock();
      const sockets = fakeSockets();
      const server = new ModelServer();
      const buyer = createBuyer({ open: sockets.open, environment: clock });
      let said = 0;
      const act: Readonly<Record<Step, () => void>> = {
        say: () => { buyer.say(`message ${++said}`); },
        serve: () => server.serve(sockets.last(), true),
        'serve without answer': () => server.serve(sockets.last(), false),
        refuse: () => server.refuse(sockets.last()),
        deliver: () => server.deliver(sockets.last()),
        cut: () => sockets.last().closes(1006),
        wait: () => clock.advance(700),
        bot: () => { server.log.push({ from: 'bot', text: `bot ${server.log.length}` }); },
      };
      // What is sent on a socket that has opened; a new one opens as soon as there is one.
      let opened = 0;
      const open = () => {
        if (sockets.all.length === opened) return;
        opened = sockets.all.length;
        sockets.last().opens();
      };
      buyer.start();
      open();
      for (const step of steps) {
        act[step]();
        open();
      }
      // The network recovers: everything is served and delivered.
      for (let turn = 0; turn < 400; turn++) {
        clock.advance(700);
        open();
        for (const { id, status } of buyer.view().outbox) if (status === 'failed') buyer.retry(id);
        server.serve(sockets.last(), true);
        server.deliver(sockets.last());
      }
      const own = server.log.filter(({ from }) => from === 'buyer').map(({ text }) => text);
      const given = Array.from({ length: said }, (_, place) => `message ${place + 1}`);
      expect([...own].sort()).toEqual([...given].sort());
      // Order may change only where a message failed for good and was sent again by hand.
      if (!steps.includes('refuse')) expect(own).toEqual(given);
      expect(buyer.view().events.map((event) => event.type === 'message' && event.text)).toEqual(server.log.map(({ text }) => text));
      expect(buyer.view().outbox).toEqual([]);
    }), { numRuns: 300 });
  });
});
