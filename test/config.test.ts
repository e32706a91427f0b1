// An operator's mistake must be told at start, all at once, without the value; and the READMEs must say what the code does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { configMarkdown, configTable, readConfig } from '../src/config.ts';

const root = join(import.meta.dirname, '..');

function configOf(env: Record<string, string> = {}) {
  const read = readConfig(env);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.config;
}

function problemsOf(env: Record<string, string>): Readonly<Record<string, string>> {
  const read = readConfig(env);
  return 'problems' in read ? Object.fromEntries(read.problems.map(({ key, rule }) => [key, rule])) : {};
}

describe('settings', () => {
  it('have defaults that hold', () => {
    expect(configOf({ HOME: '/root', PORT: 'not ours' })).toMatchObject({
      host: '127.0.0.1', port: 8_080, publicUrl: 'http://127.0.0.1:8080', allowedOrigins: ['http://127.0.0.1:8080', 'http://localhost:8080'],
      payloadBytesMax: 65_536, textLengthMax: 1_000, agentAbsentMs: 120_000, waitingNoteMs: 60_000, traceDecisions: false, trustProxy: false,
    });
  });

  it('of addresses follow the port and each other', () => {
    expect(configOf({ ZHANGGUI_PORT: '9000' })).toMatchObject({ publicUrl: 'http://127.0.0.1:9000', allowedOrigins: ['http://127.0.0.1:9000', 'http://localhost:9000'] });
    expect(configOf({ ZHANGGUI_PUBLIC_URL: 'https://chat.example.cn/' })).toMatchObject({ publicUrl: 'https://chat.example.cn', allowedOrigins: ['https://chat.example.cn', 'http://localhost:8080'] });
    expect(configOf({ ZHANGGUI_ALLOWED_ORIGINS: ' http://127.0.0.1:8080 , https://shop.example.cn,' }).allowedOrigins).toEqual(['http://127.0.0.1:8080', 'https://shop.example.cn']);
  });

  it('are read strictly', () => {
    expect(configOf({ ZHANGGUI_TRACE_DECISIONS: 'true', ZHANGGUI_HEARTBEAT_MS: ' 500 ', ZHANGGUI_LOG_LEVEL: 'debug' })).toMatchObject({ traceDecisions: true, heartbeatMs: 500, logLevel: 'debug' });
    for (const wrong of ['0x50', '1e3', '80.5', '-1', '99999', '８０', 'Infinity', '']) expect(Object.keys(problemsOf({ ZHANGGUI_PORT: wrong })), wrong).toEqual(['ZHANGGUI_PORT']);
    for (const wrong of ['1', 'yes', 'TRUE']) expect(Object.keys(problemsOf({ ZHANGGUI_TRUST_PROXY: wrong })), wrong).toEqual(['ZHANGGUI_TRUST_PROXY']);
  });

  it('that are wrong are all told at once, by key and rule, never with the value', () => {
    const env = {
      ZHANGGUI_PORT: 'hunter2', ZHANGGUI_PUBLIC_URL: 'ftp://hunter2', ZHANGGUI_ALLOWED_ORIGINS: '*,hunter2', ZHANGGUI_LOG_LEVEL: 'hunter2',
      ZHANGGUI_TRUST_PROXY: 'hunter2', ZHANGGUI_HEARTBEAT: 'hunter2', ZHANGGUI_DATA_DIR: ' ',
    };
    const problems = problemsOf(env);
    expect(Object.keys(problems).sort()).toEqual(Object.keys(env).sort());
    expect(JSON.stringify(problems)).not.toContain('hunter2');
    expect(problems.ZHANGGUI_PORT).toBe('must be a whole number from 0 to 65535');
    expect(problems.ZHANGGUI_LOG_LEVEL).toContain('fatal, error, warn');
  });

  it('with a misspelt name are told the likely right one; those of the clients are left alone', () => {
    expect(problemsOf({ ZHANGGUI_PROT: '1' }).ZHANGGUI_PROT).toContain('did you mean "ZHANGGUI_PORT"?');
    expect(problemsOf({ ZHANGGUI_AGENT_PASSWORD: 'x' })).toEqual({});
  });

  it.each([
    ['ZHANGGUI_PAYLOAD_BYTES_MAX', { ZHANGGUI_TEXT_LENGTH_MAX: '10000', ZHANGGUI_PAYLOAD_BYTES_MAX: '60000' }],
    ['ZHANGGUI_FRAMES_BURST_MAX', { ZHANGGUI_FRAMES_PER_SECOND_MAX: '50' }],
    ['ZHANGGUI_ALLOWED_ORIGINS', { ZHANGGUI_ALLOWED_ORIGINS: 'https://other.example' }],
    ['ZHANGGUI_ALLOWED_ORIGINS', { ZHANGGUI_ALLOWED_ORIGINS: 'http://127.0.0.1:8080,https://Shop.example.cn' }],
    ['ZHANGGUI_ALLOWED_ORIGINS', { ZHANGGUI_ALLOWED_ORIGINS: 'http://127.0.0.1:8080,https://shop.example.cn:443' }],
    ['ZHANGGUI_PUBLIC_URL', { ZHANGGUI_PUBLIC_URL: 'https://example.cn/chat' }],
  ])('that do not fit together name %s', (key, env) => {
    expect(Object.keys(problemsOf(env))).toEqual([key]);
  });
});

describe('check-config', () => {
  const run = (env: Record<string, string>) => spawnSync(process.execPath, ['--import', 'tsx', 'scripts/check-config.ts'], { cwd: root, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' });

  it('says ok, or every problem and exits 1', () => {
    expect(run({})).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok: /) });
    const { status, stderr } = run({ ZHANGGUI_PORT: 'x', ZHANGGUI_NOPE: 'y' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/ZHANGGUI_NOPE is unknown[\s\S]*ZHANGGUI_PORT must be/);
  });
});

describe.each([['README.md', 'en'], ['README.zh-CN.md', 'zh']] as const)('%s', (file, language) => {
  it('holds every setting with its default (npm run docs writes it)', () => {
    const text = readFileSync(join(root, file), 'utf8');
    const block = /<!-- config:begin -->\n([\s\S]*?)\n<!-- config:end -->/.exec(text)?.[1] ?? '';
    expect(block).toBe(configMarkdown(language));
    for (const { key, value } of configTable()) expect(block).toContain(`| \`${key}\` | \`${value}\` |`);
  });
});
