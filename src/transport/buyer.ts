// The buyer's socket: what each of its frames does. Replies never go out from here: they come from the store through the pump.
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Accepted, CatchUp } from '../conversation/api.ts';
import { deskTopic } from '../conversation/writer.ts';
import type { ConversationId, StoredEvent, VisitorId } from '../types.ts';
import { hashToken } from './auth.ts';
import { readTopic, type TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';
import { follow, standBefore, type Following } from './follow.ts';
import { createFrameReader, dispatch, type Handlers } from './frames.ts';
import type { Hub } from './hub.ts';
import { createLatch } from './latch.ts';
import { createKeyed } from './limits.ts';
import type { Presence } from './presence.ts';
import { buyerFrame, type Place } from './present.ts';
import { buyerFrames, PROTOCOL_VERSION, type BuyerFrame, type BuyerServerFrame } from './protocol.ts';
import { createPeer, type Peer } from './socket.ts';

const DAY_MS = 86_400_000;
/** A waiting buyer hears of a new place in the queue at most this often. */
const QUEUE_PAUSE_MS = 1_000;

type Hello = Extract<BuyerFrame, { type: 'hello' }>;
/** Frames that need a conversation. */
type ChatFrame = Exclude<BuyerFrame, { type: 'hello' | 'ping' }>;
type Transport = TransportDeps & { readonly hub: Hub; readonly presence: Presence };

interface Chat {
  readonly id: ConversationId;
  readonly following: Following;
}

/** Makes the route's handler. */
export function createBuyerSocket(transport: Transport): (socket: WebSocket, request: FastifyRequest) => void {
  const { config, conversations, metrics, presence, bus } = transport;
  const read = createFrameReader(buyerFrames);
  const perVisitor = createKeyed<Peer<BuyerServerFrame>>(config.socketsPerVisitorMax);

  return (socket, request) => {
    let chat: Chat | null = null;
    const { log } = request;
    const onError = (error: unknown) => log.error({ err: error }, 'a buyer could not be told what is new; the next hint tries again');
    const peer: Peer<BuyerServerFrame> = createPeer<BuyerFrame, BuyerServerFrame>(transport, transport.hub, {
      kind: 'buyer', socket, log, read, handle, onBeat: () => chat?.following.wake(),
    });

    async function handle(frame: BuyerFrame, receivedAt: number): Promise<void> {
      if (frame.type === 'ping') return;
      if (frame.type === 'hello') return hello(frame);
      if (!chat) throw new Denied('hello_expected');
      await dispatch(handlersOf(chat.id, receivedAt), frame);
    }

    async function hello(frame: Hello): Promise<void> {
      if (chat) throw new Denied('hello_repeated');
      if (frame.protocol !== PROTOCOL_VERSION) throw new Denied('protocol_version', `The server speaks ${PROTOCOL_VERSION}.`);
      const visitor = await visitorOf(transport, frame.token);
      const { id, epoch } = await conversations.open(visitor.id);
      if (!peer.open) return;
      for (const oldest of perVisitor.add(visitor.id, peer)) oldest.close('too_many_sockets');
      peer.onClose(() => perVisitor.remove(visitor.id, peer));
      const queue = followQueue(transport, peer, id, onError);
      const following = follow(transport, {
        id, side: 'buyer', onError,
        deliver: (event, next) => deliver({ conversation_id: id, epoch }, event, next, queue),
        onRead: (seq) => peer.send({ type: 'read', seq }),
        onTyping: (on) => peer.send({ type: 'typing', on }),
      });
      peer.onClose(() => {
        following.stop();
        queue.stop();
        presence.setTyping(id, 'buyer', peer, false);
      });
      const found = await conversations.catchUp(id, frame.cursor ?? null);
      chat = { id, following };
      peer.welcomed();
      welcome(visitor.token, found);
      const after = standBefore(found);
      if (found.kind === 'reload') peer.send({ type: 'reload', conversation_id: id, epoch: found.head.epoch, seq: after });
      queue.start(found.head);
      following.start(found, after);
    }

    function welcome(token: string, { head }: CatchUp): void {
      const greeting = conversations.greeting();
      peer.send({
        type: 'welcome', protocol: PROTOCOL_VERSION, token, conversation_id: head.id, epoch: head.epoch, seq: head.seq, state: head.state,
        shop_name: transport.shop.name, greeting: greeting?.text ?? '', menu: (greeting?.options ?? []).map(({ id, title }) => ({ id, title })),
        agent_read_seq: head.agentReadSeq, heartbeat_ms: config.heartbeatMs, limits: limitsOf(config),
      });
    }

    async function deliver(place: Place, event: StoredEvent, next: StoredEvent | undefined, queue: Queue): Promise<void> {
      // The command that erases runs in another process: a socket that says nothing hears of it at the next heartbeat.
      if (event.body.type === 'erasure' && event.body.why === 'visitor') return peer.close('visitor_erased');
      const frame = buyerFrame(place, event, next, config.traceDecisions);
      if (frame) peer.send(frame);
      if (event.body.type === 'state') queue.moved(event.seq, event.body.to);
      await peer.room();
    }

    function handlersOf(id: ConversationId, receivedAt: number): Handlers<ChatFrame> {
      const ack = async (clientMsgId: string, accepted: Promise<Accepted>) => {
        const { head, seq, duplicate } = await accepted;
        metrics.replied((performance.now() - receivedAt) / 1_000);
        peer.send({ type: 'ack', client_msg_id: clientMsgId, epoch: head.epoch, seq, duplicate });
      };
      return {
        say: ({ client_msg_id: clientMsgId, text }) => ack(clientMsgId, conversations.say(id, { clientMsgId, text })),
        pick: ({ client_msg_id: clientMsgId, option_id: optionId }) => ack(clientMsgId, conversations.pick(id, { clientMsgId, optionId })),
        call_human: ({ client_msg_id: clientMsgId }) => ack(clientMsgId, conversations.callHuman(id, { clientMsgId })),
        rate: ({ client_msg_id: clientMsgId, score, comment = '' }) => ack(clientMsgId, conversations.rate(id, { clientMsgId, score, comment })),
        typing: ({ on }) => presence.setTyping(id, 'buyer', peer, on && peer.open),
        async read({ seq }) {
          await conversations.read(id, seq);
          bus.hint(readTopic(id));
        },
      };
    }
  };
}

/** The limits as a welcome names them. */
export function limitsOf(config: TransportDeps['config']): Extract<BuyerServerFrame, { type: 'welcome' }>['limits'] {
  return { text_length_max: config.textLengthMax, payload_bytes_max: config.payloadBytesMax, frames_per_second_max: config.framesPerSecondMax };
}

/** The visitor of a token, or a new one. Throws Denied for a token that is unknown, of another shop, or expired. */
async function visitorOf({ store, clock, ids, shop, config }: Transport, token: string | undefined): Promise<{ readonly id: VisitorId; readonly token: string }> {
  const at = clock.now();
  if (token !== undefined) {
    const visitor = await store.visitorByToken(hashToken(token));
    if (!visitor || visitor.shopId !== shop.id) throw new Denied('unknown_token');
    if (visitor.expiresAt <= at) throw new Denied('token_expired');
    return { id: visitor.id, token };
  }
  const fresh = { id: ids.id(), token: ids.token() };
  await store.createVisitor({ id: fresh.id, shopId: shop.id, tokenHash: hashToken(fresh.token), expiresAt: at + config.visitorTokenDays * DAY_MS, at });
  return fresh;
}

interface Queue {
  start(head: CatchUp['head']): void;
  /** The conversation changed hands at `seq`; older changes, shown again after a reconnect, say nothing. */
  moved(seq: number, state: CatchUp['head']['state']): void;
  stop(): void;
}

/** Tells a waiting buyer the place in the queue, when it changed. */
function followQueue({ bus, shop, conversations }: Transport, peer: Peer<BuyerServerFrame>, id: ConversationId, onError: (error: unknown) => void): Queue {
  let waiting = false;
  let stateSeq = Infinity;
  let told: number | null = null;
  const latch = createLatch(async () => {
    const ahead = await conversations.ahead(id);
    if (!waiting || ahead === told) return;
    told = ahead;
    peer.send({ type: 'queue', conversation_id: id, ahead });
  }, onError, QUEUE_PAUSE_MS);
  const look = () => {
    if (waiting) latch.wake();
  };
  const stopListening = bus.listen(deskTopic(shop.id), look);

  function become(state: CatchUp['head']['state']): void {
    waiting = state === 'waiting';
    told = null;
    look();
  }

  return {
    start(head) {
      stateSeq = head.seq;
      become(head.state);
    },
    moved(seq, state) {
      if (seq <= stateSeq) return;
      stateSeq = seq;
      become(state);
    },
    stop() {
      stopListening();
      latch.stop();
    },
  };
}
