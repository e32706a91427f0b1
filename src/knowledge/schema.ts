// The schemas of the files that a shop edits: profile, entries, risk classes and system replies.
// They say what a file may hold; what must fit together across files is lint.ts.
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Id = Type.String({ pattern: '^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*$', minLength: 1, maxLength: 64, description: 'small letters, digits, _ and dots, such as ship.when' });
const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const Instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$', description: 'an instant with its time zone, such as 2026-12-01T00:00:00+08:00' });
const TeamName = Type.Enum(['presale', 'logistics', 'finance', 'aftersale', 'supervisor']);

/** An answer template's length, in UTF-16 units before the variables are filled in. */
export const ANSWER_LENGTH_MAX = 300;
export const SIMILAR_LENGTH_MAX = 200;
export const RELATED_MAX = 10;
/** Entries whose question an answer serves as well. */
export const SERVES_MAX = 10;
/** Rulings of the trade that an entry cites. */
export const RULINGS_MAX = 10;
export const MENU_MAX = 10;
/** Bounds of what a shop may say that it bears of wrong answers, as a share. */
export const WRONG_SHARE_MIN = 0.005;
export const WRONG_SHARE_MAX = 0.3;

const Window = Type.Object({ from: Type.Optional(Instant), until: Type.Optional(Instant) }, closed);
const Condition = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
const Answer = Type.Object({ when: Type.Optional(Condition), valid: Type.Optional(Window), text: Line(ANSWER_LENGTH_MAX) }, closed);

export const EntrySchema = Type.Object({
  id: Id,
  question: Line(60),
  handling: Type.Enum(['answer', 'answer_and_notify', 'escalate', 'small_talk', 'ask', 'uncovered']),
  rulings: Type.Optional(Type.Array(Id, { maxItems: RULINGS_MAX })),
  team: TeamName,
  similar: Type.Array(Line(SIMILAR_LENGTH_MAX), { minItems: 1 }),
  answers: Type.Array(Answer, { minItems: 1 }),
  related: Type.Optional(Type.Array(Id, { maxItems: RELATED_MAX })),
  serves: Type.Optional(Type.Array(Id, { maxItems: SERVES_MAX })),
  valid: Type.Optional(Window),
}, closed);

export const EntryFileSchema = Type.Object({ topic: Id, entries: Type.Array(EntrySchema, { minItems: 1 }) }, closed);

export const RiskFileSchema = Type.Object({
  risks: Type.Array(Type.Object({
    id: Id,
    name: Line(30),
    reason: Line(120),
    severity: Type.Enum(['low', 'medium', 'high', 'critical']),
    team: TeamName,
    holding: Line(ANSWER_LENGTH_MAX),
    similar: Type.Array(Line(SIMILAR_LENGTH_MAX), { minItems: 1 }),
  }, closed), { minItems: 1 }),
}, closed);

const Scalar = Type.Union([Line(300), Type.Number(), Type.Boolean()]);
const Days = Type.Integer({ minimum: 0, maximum: 3_650 });
const open = { additionalProperties: Type.Union([Scalar, Type.Array(Scalar)]) } as const;
const Section = Type.Record(Type.String(), Type.Union([Scalar, Type.Array(Scalar)]));
const ClockTime = Type.String({ pattern: '^([01]\\d|2[0-4]):[0-5]\\d$', description: 'a time of day in quotes, such as "09:00"' });

/** The parts that code reads are spelt out; a shop may add further sections of plain values for its answers. */
export const ProfileSchema = Type.Object({
  shop: Type.Object({ id: Id, name: Line(30), buyer: Line(10), agent: Line(10) }, { additionalProperties: Scalar }),
  service: Type.Object({
    timezone: Line(40),
    hours: Type.Array(Type.Object({ days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1 }), from: ClockTime, until: ClockTime }, closed), { minItems: 1 }),
  }, { additionalProperties: Scalar }),
  dispatch: Type.Object({ hours: Type.Integer({ minimum: 1, maximum: 720 }) }, open),
  courier: Type.Object({ default: Type.Array(Line(30), { minItems: 1 }) }, open),
  shipping: Type.Object({ free_regions: Line(100), remote_regions: Type.Array(Line(30)) }, open),
  invoice: Type.Object({ days: Days }, open),
  returns: Type.Object({ days: Days, exchange_days: Days, warranty_days: Days, refund_days: Type.Union([Line(30), Days]) }, open),
  promotion: Type.Object({ price_protect_days: Days }, open),
  answering: Type.Optional(Type.Object({ wrong_max: Type.Number({ minimum: WRONG_SHARE_MIN, maximum: WRONG_SHARE_MAX, description: 'share of the answers that may be wrong, such as 0.05' }) }, closed)),
  campaigns: Type.Array(Type.Object({ id: Id, name: Line(30), from: Instant, until: Instant, summary: Line(100) }, closed)),
  menu: Type.Array(Id, { minItems: 2, maxItems: MENU_MAX }),
  size: Type.Optional(Type.Object({
    chart: Type.Array(Type.Object({
      size: Line(10),
      height: Type.Tuple([Type.Number(), Type.Number()]),
      weight: Type.Tuple([Type.Number(), Type.Number()]),
    }, closed), { minItems: 1, description: 'from the smallest size to the largest; cm and kg, bounds included' }),
    not_for: Type.Optional(Type.Array(Line(10), { description: 'words that tell that a question is about something the chart is not made for' })),
  }, { additionalProperties: Scalar })),
}, { additionalProperties: Section });

export type EntryData = Static<typeof EntrySchema>;
export type EntryFile = Static<typeof EntryFileSchema>;
export type RiskFile = Static<typeof RiskFileSchema>;
export type Profile = Static<typeof ProfileSchema>;
export type AnswerData = Static<typeof Answer>;
export type ConditionData = Static<typeof Condition>;
export type WindowData = Static<typeof Window>;

/** What the service itself says; every key must be there. Variables beyond the profile's are named beside it. */
export const SYSTEM_REPLIES = {
  greeting: [],
  greeting_closed: [],
  clarify: [],
  no_match: [],
  fragment: [],
  noted: [],
  passed_on: ['words'],
  passed_on_rest: [],
  size_ask_both: [],
  size_ask_height: ['weight'],
  size_ask_weight: ['height'],
  size_one: ['height', 'weight', 'size', 'larger'],
  size_largest: ['height', 'weight', 'size'],
  size_loose: ['height', 'weight', 'size', 'larger'],
  size_between: ['height', 'weight', 'size', 'larger'],
  size_apart: ['height', 'weight', 'by_height', 'by_weight'],
  size_outside: ['height', 'weight'],
  size_row: ['size', 'heights', 'weights', 'jins'],
  waiting: ['ahead'],
  waiting_next: [],
  waiting_closed: [],
  still_waiting: [],
  still_waiting_closed: [],
  asked: [],
  misses: [],
  fault: [],
  gate: [],
  agent_absent: [],
  transferred: [],
  agent_joined: ['agent_name'],
  agent_changed: ['agent_name'],
  closed: [],
  back_to_bot: [],
  rated: [],
  privacy_warning: [],
  privacy_note: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SystemReplyId = keyof typeof SYSTEM_REPLIES;
export const SystemFileSchema = Type.Object({
  replies: Type.Object(
    Object.fromEntries(Object.keys(SYSTEM_REPLIES).map((id) => [id, Line(ANSWER_LENGTH_MAX)])) as Record<SystemReplyId, ReturnType<typeof Line>>,
    closed,
  ),
}, closed);
export type SystemFile = Static<typeof SystemFileSchema>;
