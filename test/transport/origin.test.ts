// A page of another site must not speak for a visitor or an agent: sockets open for the listed origins alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeWorld, ORIGIN, type World } from './fixture.ts';

let world: World;
beforeAll(async () => { world = await makeWorld(); });
afterAll(() => world.stop());

function refusal(path: string, origin: string | null): Promise<{ readonly status: number; readonly body: { readonly code: string } }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(world.url.replace('http', 'ws') + path, { headers: origin === null ? {} : { origin } });
    socket.on('open', () => reject(new Error('it opened')));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => { text += String(chunk); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as { code: string } }));
    });
  });
}

describe.each(['/ws/buyer', '/ws/agent'] as const)('%s', (path) => {
  it.each([
    ['none', null], ['a foreign one', 'https://evil.example'], ['null, as sandboxed pages send', 'null'], ['a longer one', `${ORIGIN}.evil.example`],
    ['another scheme', ORIGIN.replace('http', 'https')], ['another port', 'http://127.0.0.1:8081'], ['one with a path', `${ORIGIN}/`],
  ])('refuses with 403 when the Origin is %s', async (_, origin) => {
    const { status, body } = await refusal(path, origin);
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'origin' });
  });

  it.each([ORIGIN, 'http://localhost:8080'])('opens for %s', async (origin) => {
    const client = await world.connect(path, { origin });
    expect(client.socket.extensions).toBe('');
  });
});
