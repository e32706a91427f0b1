// The client's table of close codes says the same as the server's, for every code there is.
import { describe, expect, it } from 'vitest';
import { CLOSE_CODES, PROTOCOL_VERSION } from '../../src/transport/protocol.ts';
import { CLOSE_RULES, errorText, PROTOCOL } from '../../src/web/shared/client.js';

describe('codes of the client', () => {
  it('knows each close code and obeys its reconnect', () => {
    const server = Object.fromEntries(Object.values(CLOSE_CODES).map(({ code, reconnect }) => [code, reconnect]));
    const client = Object.fromEntries(Object.entries(CLOSE_RULES).map(([code, { reconnect }]) => [code, reconnect]));
    expect(client).toEqual(server);
  });

  it('speaks the protocol version of the server', () => {
    expect(PROTOCOL).toBe(PROTOCOL_VERSION);
  });

  it('shows the words that the server has for a person', () => {
    expect(errorText({ code: 'too_fast', message: 'Frames come faster', message_zh: '发送太快了' })).toBe('发送太快了');
    expect(errorText({ code: 'new_code', message: 'Something new' })).toBe('Something new');
    expect(errorText({ code: 'stale', message: '' })).toContain('没有发出');
  });
});
