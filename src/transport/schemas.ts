// Bodies and parameters of the HTTP routes: they validate, type and document them. Frames of sockets are in protocol.ts.
import Type from 'typebox';

const closed = { additionalProperties: false } as const;
const Team = Type.Enum(['presale', 'logistics', 'finance', 'aftersale', 'supervisor']);
const Role = Type.Enum(['administrator', 'agent']);
/** No control characters and no blank at the ends: a name is shown to buyers. */
const Name = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9\\u4e00-\\u9fff]([A-Za-z0-9\\u4e00-\\u9fff ._-]*[A-Za-z0-9\\u4e00-\\u9fff])?$', description: 'Han characters, Latin letters, digits, and ._- or a space within' });
/** The upper bound keeps hashing short. Strength is checked apart, with a code of its own. */
const Password = Type.String({ minLength: 1, maxLength: 256 });

export const ErrorBody = Type.Object({
  code: Type.String({ description: 'Stable; docs/errors.md lists them all.' }),
  message: Type.String(),
  message_zh: Type.String(),
  retry: Type.Boolean(),
});
export const AgentView = Type.Object({ id: Type.String(), name: Type.String(), role: Role, team: Type.Union([Team, Type.Null()]) });
export const AgentList = Type.Object({
  agents: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), role: Role, team: Type.Union([Team, Type.Null()]), disabled: Type.Boolean() })),
});
export const LoggedIn = Type.Object({ agent: AgentView, csrf_token: Type.String({ description: 'Send it as x-csrf-token with every request that changes something.' }) });
export const Credentials = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }), password: Password }, closed);
export const NewPassword = Type.Object({ current_password: Password, new_password: Password }, closed);
export const NewAgent = Type.Object({ name: Name, role: Role, team: Type.Optional(Type.Union([Team, Type.Null()])), password: Password }, closed);
export const AgentId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
export const Switch = Type.Object({ disabled: Type.Boolean() }, closed);
/** Of the desk's own lexicon, UTF-16 units. */
export const LEXICON_LENGTH_MAX = 50_000;
const Version = Type.String({ minLength: 1, maxLength: 64 });
const PublishedView = Type.Object({ version: Type.String({ description: 'Names the exact content of the files.' }), entries: Type.Integer(), questions: Type.Integer(), at: Type.Integer({ description: 'ms since 1970' }) });
export const KnowledgeView = Type.Object({
  published: PublishedView,
  running: Type.Union([Type.Object({ phase: Type.String({ description: 'reading, checking, building, loading' }), since: Type.Integer() }), Type.Null()]),
});
export const Published = Type.Object({ published: PublishedView, ms: Type.Integer({ description: 'From the request until the new knowledge answered.' }) });
export const KnowledgeProblems = Type.Object({
  ...ErrorBody.properties,
  problems: Type.Array(Type.Object({ file: Type.String(), line: Type.Integer({ description: '1-based; 0 when the whole file is meant' }), code: Type.String(), message: Type.String() })),
  more: Type.Integer({ description: 'Problems found beyond these.' }),
});
export const LexiconView = Type.Object({ text: Type.String(), version: Type.String({ description: 'Names this text; send it with the change.' }), file: Type.String() });
export const LexiconChange = Type.Object({ text: Type.String({ maxLength: LEXICON_LENGTH_MAX, description: 'One group a line, words separated by spaces, the first stands for all; # begins a comment.' }), version: Version }, closed);
export const LexiconSaved = Type.Object({ ...Published.properties, lexicon_version: Type.String() });
export const NoBody = Type.Null({ description: 'Done.' });
