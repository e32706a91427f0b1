// Every frame of both sockets, as schemas: they validate what comes in, type what goes out, and produce docs/asyncapi.json.
// Frames are JSON objects in snake_case with a `type`. What a frame makes happen is in buyer.ts and agent.ts.
import Type, { type Static, type TSchema } from 'typebox';

/** Raised when a frame changes so that an older client would misread it. */
export const PROTOCOL_VERSION = 1;

const closed = { additionalProperties: false } as const;
const frame = <const Name extends string, Props extends Record<string, TSchema>>(name: Name, description: string, props: Props) =>
  Type.Object({ type: Type.Literal(name), ...props }, { ...closed, description });

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Instant = Type.Integer({ description: 'ms since 1970' });
const ClientMsgId = Type.String({ minLength: 1, maxLength: 64, description: "The sender's own name for this message; a retry with the same one is harmless." });
const CursorSchema = Type.Object({ epoch: Type.String({ minLength: 1, maxLength: 64 }), seq: Seq }, { ...closed, description: 'The last event the client has; another epoch is another history.' });
const OptionSchema = Type.Object({ id: Id, title: Type.String() }, closed);
const StateName = Type.Enum(['bot', 'waiting', 'human', 'closed']);
const TeamName = Type.Enum(['presale', 'logistics', 'finance', 'aftersale', 'supervisor']);

/** Length is the service's `text_length_max`, checked after the schema so that the limit has one place. */
const Text = Type.String({ minLength: 1 });

export const buyerFrames = {
  hello: frame('hello', 'First frame of a socket. Without a token a new visitor begins; with a cursor the missed events follow the welcome.', {
    protocol: Type.Integer(),
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    cursor: Type.Optional(CursorSchema),
  }),
  say: frame('say', 'A message of the buyer.', { client_msg_id: ClientMsgId, text: Text }),
  pick: frame('pick', 'The buyer picks an option that the menu, a clarifying reply or an answer offered.', { client_msg_id: ClientMsgId, option_id: Id }),
  call_human: frame('call_human', 'The buyer asks for a person.', { client_msg_id: ClientMsgId }),
  rate: frame('rate', 'The buyer rates the service.', {
    client_msg_id: ClientMsgId,
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  typing: frame('typing', 'The buyer is typing, or has stopped.', { on: Type.Boolean() }),
  read: frame('read', 'The buyer has seen everything up to seq.', { seq: Seq }),
  ping: frame('ping', 'Asks for a pong; for clients that cannot see WebSocket pings.', { id: Type.Optional(Id) }),
} as const;

export const agentFrames = {
  hello: frame('hello', 'First frame of a socket. The cursors name the conversations the client has open; what they missed follows the welcome.', {
    protocol: Type.Integer(),
    cursors: Type.Optional(Type.Array(Type.Object({ conversation_id: Id, epoch: Type.String({ minLength: 1, maxLength: 64 }), seq: Seq }, closed), { maxItems: 200 })),
  }),
  watch: frame('watch', 'Follow a conversation: its events after seq, then those to come.', { conversation_id: Id, after: Type.Optional(Seq) }),
  unwatch: frame('unwatch', 'Stop following a conversation.', { conversation_id: Id }),
  take: frame('take', 'Take a conversation over: a waiting one or one that the bot has; a colleague\'s only with from_colleague (recorded). The bot is silent from then on.', { conversation_id: Id, from_colleague: Type.Optional(Type.Boolean()) }),
  reply: frame('reply', 'Write to the buyer. Refused with reply_blocked when the compliance gate stops it.', {
    conversation_id: Id, client_msg_id: ClientMsgId, text: Text,
    override_reason: Type.Optional(Type.String({ description: 'Why a supervisor or administrator sends a text that is blocked, 5 to 200 characters; recorded with the name.' })),
  }),
  check: frame('check', 'Ask what the compliance gate would say to a draft; answered by checked, nothing is stored. At most 5 in a second.', { conversation_id: Id, check_id: Id, text: Text }),
  reveal: frame('reveal', "See the original of a masked message, a buyer's or a colleague's; for who holds the conversation, administrators and supervisors. Answered by original, and recorded.", {
    conversation_id: Id, seq: Seq, reason: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  transfer: frame('transfer', 'Give a held conversation back to the queue of a team, or to an agent by name.', {
    conversation_id: Id, team: Type.Optional(TeamName), agent_name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  }),
  return_to_bot: frame('return_to_bot', 'Hand a held conversation back to the bot.', { conversation_id: Id }),
  close: frame('close', 'End a held conversation; the next message of the buyer begins anew with the bot.', { conversation_id: Id }),
  find: frame('find', 'Search the canned answers (快捷短语) by any words.', { query: Type.String({ minLength: 1, maxLength: 100 }) }),
  finish_task: frame('finish_task', 'Mark a task as done.', { task_id: Id }),
  typing: frame('typing', 'The agent is typing, or has stopped.', { conversation_id: Id, on: Type.Boolean() }),
  read: frame('read', 'The agent has seen everything up to seq.', { conversation_id: Id, seq: Seq }),
  ping: frame('ping', 'Asks for a pong.', { id: Type.Optional(Id) }),
} as const;

const Finding = Type.Object({
  type: Type.String(), level: Type.Enum(['warn', 'block']), start: Type.Integer(), end: Type.Integer(),
  words: Type.String(), reason: Type.String(), suggestion: Type.String(),
  rewords: Type.Optional(Type.Literal(true, { description: 'The suggestion is the whole text in better words; otherwise it may stand for the clause with the words.' })),
}, closed);

const ErrorFrame = frame('error', 'A frame was not accepted. `code` is stable (docs/errors.md); `retry` says whether the same frame may be sent again.', {
  code: Type.String(),
  message: Type.String(),
  message_zh: Type.String({ description: 'What a person who uses the client may be shown.' }),
  retry: Type.Boolean(),
  request: Type.Optional(Type.String({ description: 'The type of the frame that is answered, if it could be read.' })),
  client_msg_id: Type.Optional(Type.String()),
  conversation_id: Type.Optional(Type.String()),
  findings: Type.Optional(Type.Array(Finding, { description: 'reply_blocked: what the gate stopped, with offsets into the sent text (UTF-16 units).' })),
  suggestion: Type.Optional(Type.String({ description: 'reply_blocked: a wording that passes.' })),
  overridable: Type.Optional(Type.Boolean({ description: 'reply_blocked: whether a supervisor may send it all the same, with override_reason.' })),
  check_id: Type.Optional(Type.String()),
});
const Pong = frame('pong', 'Answers a ping.', { id: Type.Optional(Id) });
const Bye = frame('bye', 'The server will close this socket; reconnect after the given time, or not at all.', {
  reason: Type.String(), reconnect: Type.Boolean(), reconnect_after_ms: Type.Integer({ minimum: 0 }),
});
const Reload = frame('reload', 'The cursor belongs to another history or lies too far back: forget what is shown and read from the beginning given.', {
  conversation_id: Id, epoch: Type.String(), seq: Seq,
});
const Limits = Type.Object({ text_length_max: Type.Integer(), payload_bytes_max: Type.Integer(), frames_per_second_max: Type.Number() }, closed);

/** What the bot decided, for measuring; sent only when the service runs with TRACE_DECISIONS. */
export const DecisionTrace = Type.Object({
  action: Type.Enum(['answer', 'clarify', 'escalate', 'small_talk']),
  entry_id: Type.Union([Id, Type.Null()]),
  entry_ids: Type.Array(Id),
  risk: Type.Union([Id, Type.Null()]),
  probability: Type.Number({ minimum: 0, maximum: 1 }),
  notified: Type.Boolean(),
}, closed);

const Message = frame('message', 'Something a person reads, in the order of seq.', {
  conversation_id: Id,
  epoch: Type.String(),
  seq: Seq,
  at: Instant,
  from: Type.Enum(['buyer', 'bot', 'agent', 'system']),
  text: Type.String(),
  options: Type.Array(OptionSchema, { description: 'Questions the buyer may pick.' }),
  agent_name: Type.Optional(Type.String()),
  decision: Type.Optional(DecisionTrace),
});
/** What buyers never see goes along for agents. */
const AgentMessage = frame('message', 'Something a person reads, in the order of seq.', {
  ...Message.properties,
  override: Type.Optional(Type.Object({ agent_name: Type.String(), reason: Type.String(), types: Type.Array(Type.String()) }, {
    ...closed, description: 'Who sent this text although the gate had stopped it, why, and what it was stopped for, in words.',
  })),
  masked: Type.Optional(Type.Array(Type.String(), { description: 'Kinds of personal data, in words, that are masked in the text; reveal asks for the original.' })),
});
const State = frame('state', 'The conversation changed hands.', {
  conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, state: StateName,
  agent_name: Type.Optional(Type.String()),
});
const Rated = frame('rated', 'A rating was stored.', { conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, score: Type.Integer() });

export const buyerServerFrames = {
  welcome: frame('welcome', 'Answers hello. Keep the token: it is the key to this conversation.', {
    protocol: Type.Integer(), token: Type.String(), conversation_id: Id, epoch: Type.String(), seq: Seq, state: StateName,
    shop_name: Type.String(), greeting: Type.String(), menu: Type.Array(OptionSchema),
    agent_read_seq: Seq, heartbeat_ms: Type.Integer(), limits: Limits,
  }),
  ack: frame('ack', 'The message is stored for good under seq; `duplicate` when it had been already.', {
    client_msg_id: Type.String(), epoch: Type.String(), seq: Seq, duplicate: Type.Boolean(),
  }),
  message: Message,
  state: State,
  rated: Rated,
  queue: frame('queue', 'How many buyers wait in front.', { conversation_id: Id, ahead: Type.Integer({ minimum: 0 }) }),
  typing: frame('typing', 'The agent is typing, or has stopped.', { on: Type.Boolean() }),
  read: frame('read', 'The agent has seen everything up to seq.', { seq: Seq }),
  reload: Reload, pong: Pong, error: ErrorFrame, bye: Bye,
} as const;

const Radar = Type.Object({
  id: Id, name: Type.String(), reason: Type.String(), severity: Type.Enum(['low', 'medium', 'high', 'critical']),
  signals: Type.Array(Type.Object({ name: Type.String(), words: Type.String(), turns_ago: Type.Integer({ minimum: 0, description: "The buyer's messages since these words." }) }, closed)),
  advice: Type.Array(Type.String(), { description: 'How to answer.' }), keep: Type.Array(Type.String(), { description: 'Evidence to keep.' }),
}, { ...closed, description: "A trap that several messages of the buyer make together." });
const Understood = Type.Object({ entry_id: Id, title: Type.String(), probability: Type.Number() }, closed);
const Handover = frame('handover', 'Why a person is needed, and what the bot understood.', {
  conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant,
  cause: Type.String(), reason: Type.String(), risk: Type.Union([Id, Type.Null()]), risk_name: Type.Union([Type.String(), Type.Null()]),
  rule: Type.Union([Type.Object({ rule_id: Type.String(), words: Type.String() }, closed), Type.Null()]),
  team: TeamName, severity: Type.Enum(['low', 'medium', 'high', 'critical']),
  understood: Type.Array(Understood),
  last_messages: Type.Array(Type.Object({ from: Type.String(), text: Type.String() }, closed)),
  rulings: Type.Optional(Type.Array(Type.Object({ id: Id, title: Type.String(), sentence: Type.String() }, closed), {
    description: 'The rulings of the trade that the entry understood cites; `sentence` may be told to the buyer.',
  })),
  radar: Type.Optional(Radar),
});
export const Ticket = Type.Object({
  conversation_id: Id, state: StateName, team: Type.Union([TeamName, Type.Null()]), severity: Type.Union([Type.String(), Type.Null()]),
  waiting_since: Type.Union([Instant, Type.Null()]), agent_name: Type.Union([Type.String(), Type.Null()]),
  epoch: Type.String(), seq: Seq, updated_at: Instant,
}, closed);
const TaskItem = Type.Object({ task_id: Id, conversation_id: Id, team: TeamName, entry_id: Id, title: Type.String(), created_at: Instant }, closed);

export const agentServerFrames = {
  welcome: frame('welcome', 'Answers hello.', {
    protocol: Type.Integer(), agent_id: Id, agent_name: Type.String(), role: Type.Enum(['administrator', 'agent']), may_override: Type.Optional(Type.Boolean({ description: 'Whether this agent may send blocked texts with override_reason.' })), shop_name: Type.String(),
    heartbeat_ms: Type.Integer(), limits: Limits,
  }),
  desk: frame('desk', 'The desk as it stands: who waits (most urgent first), what this agent holds, open tasks. Sent anew when it changes.', {
    waiting: Type.Array(Ticket), mine: Type.Array(Ticket), tasks: Type.Array(TaskItem),
  }),
  watching: frame('watching', 'Answers watch and take: where the conversation stands. Its events follow.', { ticket: Ticket, buyer_read_seq: Seq }),
  done: frame('done', 'A request without a message of its own (transfer, close, …) was carried out.', { request: Type.String(), conversation_id: Type.Optional(Id) }),
  ack: frame('ack', 'The reply is stored for good under seq. `warnings` names what the gate let through with a warning.', {
    conversation_id: Id, client_msg_id: Type.String(), epoch: Type.String(), seq: Seq, duplicate: Type.Boolean(), warnings: Type.Array(Finding),
  }),
  message: AgentMessage,
  state: State,
  rated: frame('rated', 'The buyer rated the service.', { conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, score: Type.Integer(), comment: Type.String(), masked: Type.Optional(Type.Array(Type.String())) }),
  handover: Handover,
  revealed: frame('revealed', 'An agent was shown the original of a masked message. Buyers never see it.', {
    conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, agent_name: Type.String(), of_seq: Seq, kinds: Type.Array(Type.String()), reason: Type.String(),
  }),
  original: frame('original', 'Answers reveal, on this socket alone.', { conversation_id: Id, of_seq: Seq, text: Type.String() }),
  radar: frame('radar', "A trap that the buyer's message completed while a person holds the chat. Buyers never see it.", { conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, radar: Radar }),
  task: frame('task', 'An answer opened a task for a team.', { conversation_id: Id, epoch: Type.String(), seq: Seq, at: Instant, task: TaskItem }),
  checked: frame('checked', 'Answers check: what the gate would say. Offsets are UTF-16 units of the text that was sent.', {
    check_id: Id, verdict: Type.Enum(['ok', 'warn', 'block']), findings: Type.Array(Finding), suggestion: Type.Union([Type.String(), Type.Null()]),
  }),
  found: frame('found', 'Canned answers for a find, best first.', { query: Type.String(), items: Type.Array(Type.Object({ entry_id: Id, title: Type.String(), text: Type.String() }, closed)) }),
  typing: frame('typing', 'The buyer is typing, or has stopped.', { conversation_id: Id, on: Type.Boolean() }),
  read: frame('read', 'The buyer has seen everything up to seq.', { conversation_id: Id, seq: Seq }),
  reload: Reload, pong: Pong, error: ErrorFrame, bye: Bye,
} as const;

/** The union of a table's frames. */
export type FrameOf<Table extends Readonly<Record<string, TSchema>>> = { [Name in keyof Table]: Static<Table[Name]> }[keyof Table];
export type BuyerFrame = FrameOf<typeof buyerFrames>;
export type AgentFrame = FrameOf<typeof agentFrames>;
export type BuyerServerFrame = FrameOf<typeof buyerServerFrames>;
export type AgentServerFrame = FrameOf<typeof agentServerFrames>;
export type Trace = Static<typeof DecisionTrace>;

/** Close codes; `reconnect` tells a client whether trying again makes sense. 1000 to 1015 are WebSocket's own. */
export const CLOSE_CODES = {
  going_away: { code: 1001, reconnect: true, meaning: 'The server stops or restarts; reconnect after the time named in bye.' },
  payload_too_big: { code: 1009, reconnect: true, meaning: 'A frame was larger than payload_bytes_max; reconnect, send less.' },
  binary_frame: { code: 1003, reconnect: true, meaning: 'Only text frames are spoken.' },
  hello_expected: { code: 4400, reconnect: false, meaning: 'The first frame must be hello, in time and in a protocol version that the server speaks; update the client.' },
  try_again: { code: 1013, reconnect: true, meaning: 'The service could not welcome the socket now (the store is unavailable); reconnect after a pause.' },
  not_authenticated: { code: 4401, reconnect: false, meaning: 'The session ended or was never there; log in first.' },
  heartbeat_lost: { code: 4408, reconnect: true, meaning: 'No sign of life within two heartbeats.' },
  visitor_erased: { code: 4410, reconnect: false, meaning: 'What the visitor said was erased on request and the conversation is over; connect again only for a new one, without the token.' },
  too_many_sockets: { code: 4409, reconnect: false, meaning: 'This visitor or agent opened more sockets than allowed; the oldest is closed.' },
  too_fast: { code: 4429, reconnect: true, meaning: 'Frames kept coming too fast; reconnect after a pause.' },
  too_slow: { code: 4430, reconnect: true, meaning: 'The client did not read what was sent; reconnect with the cursor.' },
} as const;
export type CloseName = keyof typeof CLOSE_CODES;
