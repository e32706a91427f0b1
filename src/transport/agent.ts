// The agent's socket: the desk, the conversations it follows, and what each frame does. What is allowed is the desk's to say.
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { maySupervise } from '../conversation/desk.ts';
import { deskTopic } from '../conversation/writer.ts';
import type { ConversationId, Cursor, Head } from '../types.ts';
import type { LiveSession } from './auth.ts';
import { limitsOf } from './buyer.ts';
import { readTopic, sessionTopic, type TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';
import { follow, standBefore, type Following } from './follow.ts';
import { createFrameReader, dispatch, type Handlers } from './frames.ts';
import type { Hub } from './hub.ts';
import { createLatch } from './latch.ts';
import { createBucket, createKeyed } from './limits.ts';
import { createAgentNames } from './names.ts';
import type { Presence } from './presence.ts';
import { agentFrame, taskItem, ticketOf } from './present.ts';
import { agentFrames, PROTOCOL_VERSION, type AgentFrame, type AgentServerFrame } from './protocol.ts';
import { createPeer, plainFinding, type Peer } from './socket.ts';

/** The desk is sent at most this often, however much changes. */
const DESK_PAUSE_MS = 100;
/** Drafts that one socket may have checked, in the long run and at once: a pause of 250 ms between them asks for 4. */
export const CHECKS_PER_SECOND_MAX = 5;
const CHECKS_BURST_MAX = 10;
/** Conversations that one socket follows at once; hello takes as many cursors. */
const WATCHED_MAX = 200;

type Hello = Extract<AgentFrame, { type: 'hello' }>;
type DeskFrame = Exclude<AgentFrame, { type: 'hello' | 'ping' }>;
type Transport = TransportDeps & { readonly hub: Hub; readonly presence: Presence };

/** Makes the route's handler; `sessionOf` is what the upgrade's hook found. */
export function createAgentSocket(transport: Transport, sessionOf: (request: FastifyRequest) => LiveSession | null): (socket: WebSocket, request: FastifyRequest) => void {
  const { config, store, bus, clock, desk, shop, presence } = transport;
  const read = createFrameReader(agentFrames);
  const perAgent = createKeyed<Peer<AgentServerFrame>>(config.socketsPerAgentMax);
  const nameOf = createAgentNames(store, shop.id);

  return (socket, request) => {
    const { log } = request;
    const session = sessionOf(request);
    const onError = (error: unknown) => log.error({ err: error }, 'an agent could not be told what is new; the next hint tries again');
    const checks = createBucket({ perSecond: CHECKS_PER_SECOND_MAX, burst: CHECKS_BURST_MAX }, clock.now());
    const watched = new Map<ConversationId, Following>();
    let greeted = false;
    let lastDesk = '';
    const peer: Peer<AgentServerFrame> = createPeer<AgentFrame, AgentServerFrame>(transport, transport.hub, {
      kind: 'agent', socket, log, read, handle, onBeat: beat,
    });
    // Closed with a code rather than refused with 401: a browser's script sees the one and not the other.
    if (session === null) return peer.close('not_authenticated');
    const { agent, tokenHash, expiresAt } = session;

    const check = createLatch(async () => {
      if (await store.session(tokenHash, clock.now()) === null) peer.close('not_authenticated');
    }, onError);
    const desks = createLatch(sendDesk, onError, DESK_PAUSE_MS);
    const stops = [bus.listen(sessionTopic(agent.id), check.wake), check.stop, desks.stop];
    peer.onClose(() => {
      for (const stop of stops) stop();
      for (const id of [...watched.keys()]) unwatch(id);
    });
    // The session may have ended between the upgrade's hook and the listening.
    check.wake();

    function beat(): void {
      check.wake();
      if (greeted) desks.wake();
      for (const following of watched.values()) following.wake();
    }

    async function handle(frame: AgentFrame): Promise<void> {
      if (frame.type === 'ping') return;
      if (clock.now() >= expiresAt) return peer.close('not_authenticated');
      if (frame.type === 'hello') return hello(frame);
      if (!greeted) throw new Denied('hello_expected');
      await dispatch(handlers, frame);
    }

    async function hello({ protocol, cursors = [] }: Hello): Promise<void> {
      if (greeted) throw new Denied('hello_repeated');
      if (protocol !== PROTOCOL_VERSION) throw new Denied('protocol_version', `The server speaks ${PROTOCOL_VERSION}.`);
      if (!peer.open) return;
      greeted = true;
      peer.welcomed();
      for (const oldest of perAgent.add(agent.id, peer)) oldest.close('too_many_sockets');
      peer.onClose(() => perAgent.remove(agent.id, peer));
      peer.onClose(presence.arrive(agent.id));
      stops.push(bus.listen(deskTopic(shop.id), desks.wake));
      peer.send({
        type: 'welcome', protocol: PROTOCOL_VERSION, agent_id: agent.id, agent_name: agent.name, role: agent.role, may_override: maySupervise(agent),
        shop_name: shop.name, heartbeat_ms: config.heartbeatMs, limits: limitsOf(config),
      });
      desks.wake();
      for (const { conversation_id: id, epoch, seq } of cursors) {
        await watch(id, { epoch, seq }).catch((error: unknown) => peer.fail(error, { request: 'watch', conversation_id: id }));
      }
    }

    async function sendDesk(): Promise<void> {
      const { waiting, mine, tasks } = await desk.overview(agent);
      const frame: AgentServerFrame = {
        type: 'desk', waiting: await tickets(waiting), mine: await tickets(mine), tasks: tasks.map((task) => taskItem(task, desk)),
      };
      const text = JSON.stringify(frame);
      if (text === lastDesk) return;
      lastDesk = text;
      peer.send(frame);
    }

    const tickets = (heads: readonly Head[]) => Promise.all(heads.map(async (head) => ticketOf(head, await nameOf(head.agentId))));

    async function sendWatching(head: Head): Promise<void> {
      peer.send({ type: 'watching', ticket: ticketOf(head, await nameOf(head.agentId)), buyer_read_seq: head.buyerReadSeq });
    }

    /** Watching again begins anew from the cursor. */
    async function watch(id: ConversationId, cursor: Cursor | null): Promise<void> {
      unwatch(id);
      if (watched.size >= WATCHED_MAX) throw new Denied('too_many_watched', `At most ${WATCHED_MAX}.`);
      let epoch = '';
      const following = follow(transport, {
        id, side: 'agent', onError,
        async deliver(event) {
          peer.send(agentFrame({ conversation_id: id, epoch }, event, desk, agent.id));
          await peer.room();
        },
        onRead: (seq) => peer.send({ type: 'read', conversation_id: id, seq }),
        onTyping: (on) => peer.send({ type: 'typing', conversation_id: id, on }),
      });
      try {
        const found = await desk.catchUp(agent, id, cursor);
        epoch = found.head.epoch;
        await sendWatching(found.head);
        const after = standBefore(found);
        if (found.kind === 'reload') peer.send({ type: 'reload', conversation_id: id, epoch, seq: after });
        if (!peer.open) return following.stop();
        watched.set(id, following);
        following.start(found, after);
      } catch (error) {
        following.stop();
        throw error;
      }
    }

    function unwatch(id: ConversationId): void {
      watched.get(id)?.stop();
      watched.delete(id);
      presence.setTyping(id, 'agent', peer, false);
    }

    const done = async (name: AgentFrame['type'], id: ConversationId, action: Promise<unknown>) => {
      await action;
      peer.send({ type: 'done', request: name, conversation_id: id });
    };

    const handlers: Handlers<DeskFrame> = {
      async watch({ conversation_id: id, after }) {
        await watch(id, after === undefined ? null : { epoch: (await desk.look(agent, id)).epoch, seq: after });
      },
      unwatch: ({ conversation_id: id }) => unwatch(id),
      async take({ conversation_id: id, from_colleague: fromColleague = false }) {
        const head = await desk.take(agent, id, fromColleague);
        await (watched.has(id) ? sendWatching(head) : watch(id, null));
      },
      async check({ conversation_id: id, check_id, text }) {
        if (checks.spend(clock.now()) !== 'allowed') throw new Denied('too_fast', `At most ${CHECKS_PER_SECOND_MAX} drafts in a second.`);
        const { verdict, findings, suggestion } = await desk.check(agent, id, text);
        peer.send({ type: 'checked', check_id, verdict, findings: findings.map(plainFinding), suggestion });
      },
      async reply({ conversation_id: id, client_msg_id: clientMsgId, text, override_reason: overrideReason = null }) {
        const { head, seq, duplicate, warnings } = await desk.reply(agent, id, { clientMsgId, text, overrideReason });
        peer.send({ type: 'ack', conversation_id: id, client_msg_id: clientMsgId, epoch: head.epoch, seq, duplicate, warnings: warnings.map(plainFinding) });
      },
      async reveal({ conversation_id: id, seq, reason = '' }) {
        const text = await desk.reveal(agent, id, { seq, reason: reason.trim() });
        peer.send({ type: 'original', conversation_id: id, of_seq: seq, text });
      },
      transfer: ({ conversation_id: id, team, agent_name: agentName }) =>
        done('transfer', id, desk.transfer(agent, id, { team: team ?? null, agentName: agentName ?? null })),
      return_to_bot: ({ conversation_id: id }) => done('return_to_bot', id, desk.returnToBot(agent, id)),
      close: ({ conversation_id: id }) => done('close', id, desk.close(agent, id)),
      find: ({ query }) => peer.send({
        type: 'found', query, items: desk.find(query).map(({ entryId, title, text }) => ({ entry_id: entryId, title, text })),
      }),
      async finish_task({ task_id: taskId }) {
        await desk.finishTask(agent, taskId);
        bus.hint(deskTopic(shop.id));
        peer.send({ type: 'done', request: 'finish_task' });
      },
      typing({ conversation_id: id, on }) {
        if (!watched.has(id)) throw new Denied('unknown_conversation', 'Watch it first.');
        presence.setTyping(id, 'agent', peer, on && peer.open);
      },
      async read({ conversation_id: id, seq }) {
        await desk.read(agent, id, seq);
        bus.hint(readTopic(id));
      },
    };
  };
}
