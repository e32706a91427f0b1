// Whatever a client sends wrongly gets a typed error with a stable code; the socket stays open where that is safe.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type Client, type World } from './fixture.ts';

let world: World;
beforeAll(async () => { world = await makeWorld({ config: { framesBurstMax: 1_000, framesPerSecondMax: 1_000, helloDeadlineMs: 600 } }); });
afterAll(() => world.stop());

/** What a frame was answered with, and that the socket still works. */
async function refusedButOpen(client: Client, data: string): Promise<Record<string, unknown>> {
  client.socket.send(data);
  const error = await client.next('error');
  client.send({ type: 'ping', id: 'still-here' });
  expect(await client.next('pong')).toEqual({ type: 'pong', id: 'still-here' });
  return error;
}

const say = (fields: object) => JSON.stringify({ type: 'say', client_msg_id: 'm1', ...fields });

describe('the socket stays open after', () => {
  let client: Client;
  beforeAll(async () => { client = await world.buyer(); });

  it.each([
    ['no JSON', '{"type":"say"', 'bad_json', {}],
    ['an empty frame', '', 'bad_json', {}],
    ['an array', '[1,2]', 'bad_frame', {}],
    ['null', 'null', 'bad_frame', {}],
    ['no type', '{"text":"x"}', 'bad_frame', {}],
    ['an unknown frame', '{"type":"sya","client_msg_id":"m9"}', 'unknown_frame', { client_msg_id: 'm9', request: 'sya' }],
    ['a name of every object', '{"type":"constructor"}', 'unknown_frame', {}],
    ['a prototype', '{"type":"ping","__proto__":{"id":"x"}}', 'bad_frame', {}],
    ['a wrong type', say({ text: 5 }), 'bad_frame', { client_msg_id: 'm1' }],
    ['an unknown field', say({ text: 'x', txet: 'y' }), 'bad_frame', { client_msg_id: 'm1' }],
    ['a missing field', say({}), 'bad_frame', { client_msg_id: 'm1' }],
    ['no client_msg_id', '{"type":"say","text":"x"}', 'bad_frame', {}],
    ['a text too long', say({ text: 'x'.repeat(1_001) }), 'text_too_long', { client_msg_id: 'm1' }],
    ['an unknown option', '{"type":"pick","client_msg_id":"m2","option_id":"no.such"}', 'unknown_option', { client_msg_id: 'm2' }],
    ['a score out of range', '{"type":"rate","client_msg_id":"m3","score":6}', 'bad_frame', { client_msg_id: 'm3' }],
    ['a second hello', '{"type":"hello","protocol":1}', 'hello_repeated', {}],
    ['a frame of the other socket', '{"type":"take","conversation_id":"c"}', 'unknown_frame', {}],
  ])('%s', async (_, data, code, reference) => {
    expect(await refusedButOpen(client, data)).toMatchObject({ type: 'error', code, ...reference, message: expect.any(String), message_zh: expect.any(String), retry: false });
  });

  it('teaches: the likely name, the field that is wrong, never the value', async () => {
    expect((await refusedButOpen(client, '{"type":"sya"}')).message).toContain('did you mean "say"');
    expect((await refusedButOpen(client, say({ text: 'x', txt: 'secret' }))).message).toMatch(/unknown field "txt" \(did you mean "text"\?\)/);
    const wrong = await refusedButOpen(client, say({ text: { secret: 'hunter2' } }));
    expect(wrong.message).toContain('text must be string');
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });

  it('stores nothing of a refused frame', async () => {
    const welcome = client.frames.find((frame) => frame.type === 'welcome');
    expect(await world.store.head(String(welcome?.conversation_id))).toMatchObject({ seq: 0 });
  });
});

describe('before the welcome', () => {
  it('a frame is refused and hello may follow', async () => {
    const client = await world.connect('/ws/buyer');
    expect(await refusedButOpen(client, say({ text: 'x' }))).toMatchObject({ code: 'hello_expected', client_msg_id: 'm1', retry: true });
    client.send({ type: 'hello', protocol: 1 });
    await client.next('welcome');
  });

  it('an unknown token is refused and hello without one may follow', async () => {
    const client = await world.connect('/ws/buyer');
    client.send({ type: 'hello', protocol: 1, token: 'nobody' });
    expect(await client.next('error')).toMatchObject({ code: 'unknown_token', retry: false });
    client.send({ type: 'hello', protocol: 1 });
    expect((await client.next('welcome')).token).not.toBe('nobody');
  });

  it('an expired token is told apart from an unknown one', async () => {
    const { token } = await (await world.connect('/ws/buyer').then((client) => (client.send({ type: 'hello', protocol: 1 }), client.next('welcome'))));
    world.clock.forward(181 * 86_400_000);
    const client = await world.connect('/ws/buyer');
    client.send({ type: 'hello', protocol: 1, token });
    expect(await client.next('error')).toMatchObject({ code: 'token_expired' });
  });

  it('another protocol version ends it for good', async () => {
    const client = await world.connect('/ws/buyer');
    client.send({ type: 'hello', protocol: 99 });
    expect(await client.next('error')).toMatchObject({ code: 'protocol_version' });
    expect(await client.next('bye')).toMatchObject({ reconnect: false });
    expect(await client.closed()).toEqual({ code: 4400, reason: 'hello_expected' });
  });

  it('silence ends it', async () => {
    const client = await world.connect('/ws/buyer');
    expect(await client.closed()).toMatchObject({ code: 4400 });
    expect(client.frames.map((frame) => frame.type)).toEqual(['error', 'bye']);
  });
});

describe('the socket is closed after', () => {
  it('a binary frame', async () => {
    const client = await world.buyer();
    client.socket.send(Buffer.from('{"type":"ping"}'));
    expect(await client.next('error')).toMatchObject({ code: 'binary_frame' });
    expect(await client.closed()).toMatchObject({ code: 1003 });
  });

  it('a frame larger than payload_bytes_max', async () => {
    const client = await world.buyer();
    client.socket.send(say({ text: 'x'.repeat(70_000) }));
    expect(await client.closed()).toMatchObject({ code: 1009 });
  });

  it('text that is not UTF-8', async () => {
    const client = await world.buyer();
    client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await client.closed()).toMatchObject({ code: 1007 });
  });
});
