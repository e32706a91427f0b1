// What the log may hold: secrets are left out by their path, and numbers that name a person are masked in every string.
// Message texts are not logged at all; the masking is for what slips into errors and addresses.
import { writeSync } from 'node:fs';
import type { LoggerOptions } from 'pino';
import { maskPersonal } from '../conversation/privacy.ts';

/** Names of fields whose value is never logged, at the top and one level down. */
const SECRETS = ['password', 'current_password', 'new_password', 'token', 'csrf_token', 'cookie', 'authorization'];

/** Our own ids and tokens' hashes: digits within them are no one's number. */
const ID = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])/g;

/** The text with everything personal masked (compliance/personal.ts says what that is). Linear in its length. */
export function maskLogText(text: string): string {
  const ids = text.match(ID) ?? [];
  const masked = text.split(ID).map((part) => maskPersonal(part));
  return masked.reduce((joined, part, index) => joined + (ids[index - 1] ?? '') + part);
}

/** Lines without any of these hold nothing to mask: many digits, a name or an address to write to, anything beyond ASCII. */
const SUSPECT = /(?:\d[^\w"]{0,3}){7}|@|[^\x00-\x7f]|\\u|qq|wx|vx|wechat|weixin|\botp\b|verification code/i;
/** In every line, with enough digits to be suspect. */
const OWN_TIME = /"time":\d+/;

/** A finished line of the log, masked within its values, so that it stays JSON. */
export function maskLine(line: string): string {
  if (!SUSPECT.test(line.replace(OWN_TIME, ''))) return line;
  try {
    return `${JSON.stringify(maskValue(JSON.parse(line), ''))}\n`;
  } catch {
    return maskLogText(line);
  }
}

/** Numbers that the log itself writes. */
const OWN_NUMBERS: ReadonlySet<string> = new Set(['time', 'pid', 'level', 'responseTime']);

function maskValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return maskLogText(value);
  if (typeof value === 'number' && !OWN_NUMBERS.has(key)) return maskNumber(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [maskLogText(name), maskValue(item, name)]));
}

function maskNumber(value: number): number | string {
  const masked = maskLogText(String(value));
  return masked === String(value) ? value : masked;
}

/**
 * Where log lines go: written at once, dropped when they cannot be written. pino's own destination waits for a full
 * disk to have room again, and the whole process with it.
 */
export function createLogStream(write: (line: string) => void = (line) => void writeSync(process.stdout.fd, line)): { write(line: string): void } {
  return {
    write(line) {
      try {
        write(line);
      } catch {
        // The log is the only place to say so, and it is full.
      }
    },
  };
}

/** Options for pino and for Fastify's `logger`. */
export function loggerOptions({ logLevel }: { readonly logLevel: string }) {
  return {
    level: logLevel,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]).concat('req.headers', 'res.headers', '*["x-csrf-token"]'), censor: '[left out]' },
    hooks: { streamWrite: maskLine },
    stream: createLogStream(),
    serializers: {
      // Without the query and the headers, which are the client's to fill.
      req: ({ method, url, ip }: { readonly method: string; readonly url: string; readonly ip?: string }) => ({ method, path: url.split('?', 1)[0], remote_address: ip }),
    },
  } satisfies LoggerOptions & { readonly stream: { write(line: string): void } };
}
