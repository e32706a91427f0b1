// Headers that every answer carries, the Origin list, and one shape for every error of HTTP.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { StoreUnavailable } from '../conversation/ports.ts';
import { Denied, ERRORS, errorBody, type ErrorCode } from './errors.ts';

const HSTS_SECONDS = 31_536_000;

/** Pages load from here alone: no inline script or style, no frame around them, sockets to our own origins. */
function contentSecurityPolicy({ allowedOrigins }: Pick<Config, 'allowedOrigins'>): string {
  const sockets = allowedOrigins.map((origin) => origin.replace(/^http/, 'ws'));
  return [
    "default-src 'self'", `connect-src 'self' ${sockets.join(' ')}`, "img-src 'self' data:", "object-src 'none'",
    "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
  ].join('; ');
}

export function addSecurityHeaders(app: FastifyInstance, config: Pick<Config, 'allowedOrigins' | 'publicUrl'>): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy(config),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(config.publicUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${HSTS_SECONDS}` } : {}),
  };
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
}

/** Compared exactly, as browsers send it: a prefix or a pattern would let a neighbour in. */
export function originAllowed({ allowedOrigins }: Pick<Config, 'allowedOrigins'>, origin: string | undefined): boolean {
  return origin !== undefined && allowedOrigins.includes(origin);
}

/** Fastify's own errors that a client causes. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_VALIDATION: 'bad_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_big',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
};

export function addErrorAnswers(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => answer(reply, 'not_found'));
  app.setErrorHandler((error: FastifyError | Denied | StoreUnavailable, request, reply) => answerError(error, request, reply));
}

function answerError(error: FastifyError | Denied | StoreUnavailable, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Denied) return answer(reply, error.code, error.detail);
  if (error instanceof StoreUnavailable) {
    request.log.error({ err: error }, 'a request was not accepted');
    return answer(reply, 'not_accepted');
  }
  const code = FASTIFY_CODES[error.code] ?? (error instanceof SyntaxError ? 'bad_json' : undefined);
  if (code === 'bad_request') return answer(reply, code, `${error.message}.`);
  if (code !== undefined) return answer(reply, code);
  if (error.statusCode !== undefined && error.statusCode < 500) return answer(reply, 'bad_request');
  request.log.error({ err: error }, 'a request failed');
  return answer(reply, 'fault');
}

function answer(reply: FastifyReply, code: ErrorCode, detail = ''): FastifyReply {
  return reply.code(ERRORS[code].status).header('cache-control', 'no-store').send(errorBody(code, detail));
}
