// What the log may hold: secrets are left out by their path, and numbers that name a person are masked in every string.
// Message texts are not logged at all; the masking is for what slips into errors and addresses.
import { writeSync } from 'node:fs';
import type { LoggerOptions } from 'pino';

/** Names of fields whose value is never logged, at the top and one level down. */
const SECRETS = ['password', 'current_password', 'new_password', 'token', 'csrf_token', 'cookie', 'authorization'];

interface Mask {
  readonly pattern: RegExp;
  replace(found: string): string;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const stars = (count: number): string => '*'.repeat(Math.max(0, count));

/** Every repetition is bounded, so that a long line costs no more than its length. In this order: an ID card could be read as a bank card, and both hold what looks like a phone number. */
const MASKS: readonly Mask[] = [
  // 18 digits with a real birthday in the middle; the last may be X.
  { pattern: /(?<![0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9])/g, replace: (found) => found.slice(0, 3) + stars(15) },
  // 16 to 19 digits, in groups or not, with the right check digit.
  { pattern: /(?<![0-9])\d(?:[ -]?\d){15,18}(?![0-9])/g, replace: maskCard },
  // Mainland mobile numbers, also in groups or after +86.
  { pattern: /(?<![0-9])(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])/g, replace: maskPhone },
  // Where exactly somebody lives; street and district stay.
  { pattern: /(?<![0-9一二三四五六七八九十百])[0-9一二三四五六七八九十百]{1,8}(?=\s?(?:幢|栋|号楼|单元|室|弄))/g, replace: (found) => stars(found.length) },
  { pattern: /(?<=[路街巷道弄村]\s?)[0-9]{1,8}(?=\s?号)/g, replace: (found) => stars(found.length) },
];

function maskPhone(found: string): string {
  const digits = digitsOf(found).slice(-11);
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

function maskCard(found: string): string {
  const digits = digitsOf(found);
  return luhn(digits) ? stars(digits.length - 4) + digits.slice(-4) : found;
}

/** ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Our own ids and tokens' hashes: digits within them are no one's number. */
const ID = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])/g;

/** The text with phone, ID-card, bank-card and address numbers masked. Linear in its length. */
export function maskPersonal(text: string): string {
  const ids = text.match(ID) ?? [];
  const masked = text.split(ID).map((part) => MASKS.reduce((rest, { pattern, replace }) => rest.replace(pattern, replace), part));
  return masked.reduce((joined, part, index) => joined + (ids[index - 1] ?? '') + part);
}

/** Lines without any of these hold nothing to mask. */
const SUSPECT = /(?:\d[ -]?){11}|[幢栋楼元室弄号]|\\u/;
/** In every line, with enough digits to be suspect. */
const OWN_TIME = /"time":\d+/;

/** A finished line of the log, masked within its values, so that it stays JSON. */
export function maskLine(line: string): string {
  if (!SUSPECT.test(line.replace(OWN_TIME, ''))) return line;
  try {
    return `${JSON.stringify(maskValue(JSON.parse(line), ''))}\n`;
  } catch {
    return maskPersonal(line);
  }
}

/** Numbers that the log itself writes. */
const OWN_NUMBERS: ReadonlySet<string> = new Set(['time', 'pid', 'level', 'responseTime']);

function maskValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return maskPersonal(value);
  if (typeof value === 'number' && !OWN_NUMBERS.has(key)) return maskNumber(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [maskPersonal(name), maskValue(item, name)]));
}

function maskNumber(value: number): number | string {
  const masked = maskPersonal(String(value));
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
