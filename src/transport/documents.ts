// The documents that are made from the tables: AsyncAPI 3 from protocol.ts, the list of codes from errors.ts and protocol.ts.
// npm run docs writes them; tests hold the files in docs/ to what these functions return.
import type { TSchema } from 'typebox';
import { ERRORS } from './errors.ts';
import { agentFrames, agentServerFrames, buyerFrames, buyerServerFrames, CLOSE_CODES, PROTOCOL_VERSION } from './protocol.ts';

type FrameTable = Readonly<Record<string, TSchema & { readonly description?: string }>>;

const CHANNELS = [
  { name: 'buyer', address: '/ws/buyer', description: 'A buyer and the conversation of its token. Connects with an allowed Origin.', received: buyerFrames, sent: buyerServerFrames },
  { name: 'agent', address: '/ws/agent', description: 'An agent at the desk. Connects with an allowed Origin and the session cookie of POST /api/auth/login.', received: agentFrames, sent: agentServerFrames },
] as const satisfies readonly { readonly name: string; readonly address: string; readonly description: string; readonly received: FrameTable; readonly sent: FrameTable }[];

/** An AsyncAPI 3.0.0 document of both sockets, from the server's point of view: it receives what clients send. */
export function asyncApi(): Readonly<Record<string, unknown>> {
  const sides = CHANNELS.flatMap(({ name, received, sent }) => [
    { channel: name, action: 'receive', frames: received as FrameTable }, { channel: name, action: 'send', frames: sent as FrameTable },
  ]);
  const idOf = (side: { channel: string; action: string }, type: string) => `${side.channel}_${side.action}_${type}`;
  const all = sides.flatMap((side) => Object.entries(side.frames).map(([type, schema]) => ({ side, type, schema, id: idOf(side, type) })));
  return {
    asyncapi: '3.0.0',
    info: {
      title: '掌柜答 sockets', version: String(PROTOCOL_VERSION),
      description: 'JSON text frames with a `type`. Message frames come in the order of `seq`, exactly once per socket; a client that reconnects sends the last epoch and seq it has. Close and error codes are in errors.md.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(CHANNELS.map(({ name, address, description }) => [name, {
      address, description,
      messages: Object.fromEntries(all.filter(({ side }) => side.channel === name).map(({ id }) => [id, { $ref: `#/components/messages/${id}` }])),
      bindings: { ws: { method: 'GET' } },
    }])),
    operations: Object.fromEntries(sides.map((side) => [`${side.channel}_${side.action}`, {
      action: side.action,
      channel: { $ref: `#/channels/${side.channel}` },
      messages: Object.keys(side.frames).map((type) => ({ $ref: `#/channels/${side.channel}/messages/${idOf(side, type)}` })),
    }])),
    components: {
      messages: Object.fromEntries(all.map(({ id, type, schema }) => [id, { name: type, summary: schema.description, payload: { $ref: `#/components/schemas/${id}` } }])),
      schemas: Object.fromEntries(all.map(({ id, schema }) => [id, schema])),
    },
  };
}

/** The list of error and close codes, as Markdown. */
export function errorsMarkdown(): string {
  const errors = Object.entries(ERRORS).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return [
    '# Error and close codes',
    '',
    'Made by `npm run docs` from `src/transport/errors.ts` and `src/transport/protocol.ts`; do not edit it by hand.',
    '',
    '## Error codes',
    '',
    'In the `error` frame of a socket and in the body of an HTTP error, as `code`. A code keeps its meaning for good; the texts may change. `retry` says whether the very same request may succeed later.',
    '',
    '| Code | HTTP | Retry | Meaning | 中文 |',
    '|---|---|---|---|---|',
    ...errors.map(([code, { status, retry, message, message_zh: zh }]) => `| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${message} | ${zh} |`),
    '',
    '## Close codes',
    '',
    '| Name | Code | Reconnect | Meaning |',
    '|---|---|---|---|',
    ...Object.entries(CLOSE_CODES).map(([name, { code, reconnect, meaning }]) => `| \`${name}\` | ${code} | ${reconnect ? 'yes' : 'no'} | ${meaning} |`),
    '',
  ].join('\n');
}
