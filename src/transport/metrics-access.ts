// Who may read /metrics: whoever has the token, or without one only this machine. It shows no text of anybody, but how busy a shop is.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { Denied } from './errors.ts';

/** Addresses of this machine as Node writes them: 127.0.0.0/8, also within IPv6, and ::1. */
const LOOPBACK = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;
/** What proxies add: behind one, every reader comes from this machine. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Throws Denied('metrics_token' | 'metrics_local'). The comparison takes as long for any token. */
export function requireMetricsAccess({ metricsToken }: Pick<Config, 'metricsToken'>, { ip, headers, raw }: Pick<FastifyRequest, 'ip' | 'headers' | 'raw'>): void {
  if (metricsToken !== 'none') {
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(given), digest(metricsToken))) throw new Denied('metrics_token');
    return;
  }
  const direct = FORWARDED.every((name) => headers[name] === undefined);
  if (!direct || !LOOPBACK.test(ip) || !LOOPBACK.test(raw.socket.remoteAddress ?? '')) throw new Denied('metrics_local');
}
