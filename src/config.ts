// Every setting of the service in one table: type, default, unit and meaning. It reads an environment, documents itself, and
// reports every mistake at once by key and rule, never with the value (a value may be a secret).
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { didYouMean } from './knowledge/problem.ts';
import { packageRoot } from './package-root.ts';

const PREFIX = 'ZHANGGUI_';
/** JSON may spend six bytes on one UTF-16 unit (\uXXXX); the rest of a frame fits into the second figure. */
const BYTES_PER_UNIT_MAX = 6;
const FRAME_REST_BYTES = 1_024;

interface Setting<S extends TSchema = TSchema> {
  readonly schema: S;
  readonly value: string | number | boolean;
  readonly en: string;
  readonly zh: string;
}

const setting = <S extends TSchema>(schema: S, value: Static<S> & Setting['value'], en: string, zh: string): Setting<S> => ({ schema, value, en, zh });
const whole = (value: number, minimum: number, maximum: number, en: string, zh: string) => setting(Type.Integer({ minimum, maximum }), value, en, zh);
const text = (value: string, en: string, zh: string) => setting(Type.String({ minLength: 1, maxLength: 4_096 }), value, en, zh);
const yesNo = (en: string, zh: string) => setting(Type.Boolean(), false, en, zh);

/** {PORT}, {PUBLIC_URL} and {DATA_DIR} in a value stand for those settings, {PACKAGE} for the folder of package.json. */
const SETTINGS = {
  host: text('127.0.0.1', 'Address to listen on; 0.0.0.0 for every interface.', '监听地址；0.0.0.0 表示所有网卡。'),
  port: whole(8_080, 0, 65_535, 'TCP port; 0 lets the system choose (then set ALLOWED_ORIGINS).', '监听端口；0 由系统选择（此时须设置 ALLOWED_ORIGINS）。'),
  dataDir: text('./data', 'Folder of the database.', '数据库所在文件夹。'),
  modelsDir: text('{DATA_DIR}/models', 'Folder of what was learned from the knowledge, so that the next start takes half the time; it may be deleted at any time.', '从知识库学到的模型存放处，下次启动省一半时间；随时可删。'),
  knowledgeDir: text('./knowledge', "Folder of the shop's knowledge.", '店铺知识库文件夹。'),
  packDir: text('{PACKAGE}/knowledge', "Folder of the industry pack that helps a shop with few questions; {PACKAGE} is where the service is installed.", '行业知识包文件夹，供问法较少的店铺使用；{PACKAGE} 为服务安装位置。'),
  publicUrl: text('http://127.0.0.1:{PORT}', 'Address at which people reach the service, without a path. With https the session cookie is Secure.', '对外访问地址，不带路径；https 时会话 Cookie 带 Secure。'),
  allowedOrigins: text('{PUBLIC_URL},http://localhost:{PORT}', 'Origins whose pages may open sockets, exactly as browsers send them, separated by commas.', '允许建立连接的网页来源（与浏览器发送的完全一致），用逗号分隔。'),
  logLevel: setting(Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info', 'Least level that is logged.', '日志级别。'),
  traceDecisions: yesNo("Send the bot's decision with its messages to buyers; for measuring only.", '把机器人的判断随消息发给买家端，仅供测评。'),
  trustProxy: yesNo('Believe X-Forwarded-For and -Proto of the one reverse proxy in front.', '信任前面那一层反向代理的 X-Forwarded-For 与 -Proto。'),
  visitorTokenDays: whole(180, 1, 3_650, "Days that a buyer's token is valid.", '买家令牌的有效天数。'),
  sessionHours: whole(12, 1, 720, "Hours that an agent's login is valid.", '客服登录的有效小时数。'),
  payloadBytesMax: whole(65_536, 2_048, 1_048_576, 'Largest frame, bytes.', '单帧最大字节数。'),
  textLengthMax: whole(1_000, 1, 10_000, 'Longest message, UTF-16 units (what a browser counts).', '单条消息最大长度（UTF-16 单元，与浏览器计数一致）。'),
  framesPerSecondMax: whole(10, 1, 1_000, 'Frames a socket may send per second, in the long run.', '每个连接每秒可发送的帧数（长期平均）。'),
  framesBurstMax: whole(40, 1, 10_000, 'Frames a socket may send at once; so many again are refused before it is closed.', '每个连接可突发的帧数；再超出同样数量才会断开。'),
  socketsPerVisitorMax: whole(5, 1, 100, 'Sockets of one buyer; the oldest gives way.', '每位买家的连接数上限，超出时最早的断开。'),
  socketsPerAgentMax: whole(8, 1, 100, 'Sockets of one agent; the oldest gives way.', '每位客服的连接数上限，超出时最早的断开。'),
  socketsPerAddressMax: whole(200, 1, 100_000, 'Sockets of one address; more are answered 503. Many buyers may share one (mobile networks, offices).', '同一地址的连接数上限，超出时返回 503；手机网络、办公室里多人共用一个地址。'),
  socketsMax: whole(10_000, 1, 1_000_000, 'Sockets of the process; more are answered 503.', '进程的连接总数上限，超出时返回 503。'),
  sendBufferBytesMax: whole(1_048_576, 65_536, 67_108_864, 'Bytes that may wait for a slow reader before its socket is closed.', '慢速读者的待发字节上限，超出即断开。'),
  heartbeatMs: whole(30_000, 100, 600_000, 'Pause between WebSocket pings; two unanswered ones end a socket.', 'WebSocket 心跳间隔；连续两次无应答即断开。'),
  helloDeadlineMs: whole(10_000, 100, 120_000, 'Time a new socket has for its hello.', '新连接发送 hello 的时限。'),
  drainMs: whole(10_000, 0, 120_000, 'Time that running actions have when the service stops.', '停止服务时等待进行中操作的时限。'),
  loginAttemptsMax: whole(10, 1, 1_000, 'Failed logins of one name within the window; an address has four times as many.', '时间窗内同一账号的失败登录上限；同一地址为其四倍。'),
  loginWindowMs: whole(900_000, 1_000, 86_400_000, 'Window in which failed logins count.', '失败登录的计数时间窗。'),
  agentAbsentMs: whole(120_000, 1_000, 86_400_000, 'After this long without a socket an agent is absent and held conversations return to the queue.', '客服断线超过此时长视为离开，其会话重新排队。'),
  embeddingsUrl: text('off', "Address of an OpenAI-compatible embeddings endpoint, such as https://api.example.com/v1/embeddings, or off. Buyers' messages are sent there, without numbers, links and cards.", '兼容 OpenAI 的向量接口地址，如 https://api.example.com/v1/embeddings；off 为不用。买家消息会发往该地址（号码、链接、卡片先去掉）。'),
  embeddingsModel: text('bge-m3', 'Model that the embeddings endpoint is asked for.', '向量接口所用的模型名。'),
  embeddingsApiKey: text('none', 'Key for the embeddings endpoint, sent as a bearer token, or none.', '向量接口的密钥（Bearer），none 为不用。'),
  embeddingsDeadlineMs: whole(150, 10, 5_000, 'Time that a message waits for the embeddings endpoint; then it is answered without.', '一条消息最多等向量接口多久，到时不等，照常答复。'),
  metricsToken: text('none', 'Token that /metrics asks for (Authorization: Bearer), at least 16 characters; none: only this machine may read it, directly.', '/metrics 要求的令牌（Authorization: Bearer），至少 16 个字符；none 为只允许本机直接访问。'),
  waitingNoteMs: whole(60_000, 0, 86_400_000, 'Least time between two notes to a waiting buyer.', '两次告知排队买家之间的最短间隔。'),
  retentionDays: whole(0, 0, 36_500, 'Days after which what was said is erased, hourly; hashes stay, so that evidence still verifies. 0 keeps it.', '会话内容保留天数，到期后每小时清除一次（只保留哈希，证据仍可核验）；0 为一直保留。'),
  evidenceKeyFile: text('off', 'Ed25519 private key (PEM) that signs evidence packs, made with npm run evidence -- --make-key FILE.pem; or off.', '给证据包签名的 Ed25519 私钥文件（PEM），用 npm run evidence -- --make-key 文件.pem 生成；off 为不签名。'),
} as const satisfies Record<string, Setting>;

type Key = keyof typeof SETTINGS;
type Raw = { -readonly [K in Key]: Static<(typeof SETTINGS)[K]['schema']> };
/** The settings by their names in camel case, with the unit at the end of the name. */
export type Config = Readonly<Omit<Raw, 'allowedOrigins'>> & { readonly allowedOrigins: readonly string[] };

const KEYS = Object.keys(SETTINGS) as Key[];
const VALIDATORS = new Map(KEYS.map((key) => [key, Compile(SETTINGS[key].schema as TSchema)]));

export interface ConfigProblem {
  readonly key: string;
  /** What the value must be; never the value. */
  readonly rule: string;
}

/** Name in the environment of a setting. */
/** The embeddings settings may also stand without the prefix, as other programs that share the endpoint name them. */
const plainName = (key: string): string => (key.startsWith('embeddings') ? envName(key).slice(PREFIX.length) : '');
const envName = (key: string): string => PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Reads all settings, or says everything that is wrong with them. Variables without our prefix are left alone. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): { readonly config: Config } | { readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = unknownKeys(env);
  const raw: Record<string, unknown> = {};
  for (const key of KEYS) {
    const read = readValue(key, env[envName(key)] ?? env[plainName(key)]);
    if ('rule' in read) problems.push({ key: envName(key), rule: read.rule });
    else raw[key] = read.value;
  }
  const settings = raw as Partial<Raw>;
  const port = String(settings.port ?? SETTINGS.port.value);
  const publicUrl = originOf((settings.publicUrl ?? '').replaceAll('{PORT}', port));
  if (settings.publicUrl !== undefined && publicUrl === null) problems.push({ key: envName('publicUrl'), rule: 'must be http:// or https:// with a host and no path, such as https://chat.example.cn' });
  const allowedOrigins = originList((settings.allowedOrigins ?? '').replaceAll('{PORT}', port).replaceAll('{PUBLIC_URL}', publicUrl ?? ''));
  if (settings.allowedOrigins !== undefined) problems.push(...originProblems(allowedOrigins, publicUrl));
  problems.push(...endpointProblems(settings), ...tokenProblems(settings), ...crossProblems(settings));
  if (problems.length > 0 || publicUrl === null) return { problems };
  const modelsDir = (raw as Raw).modelsDir.replace('{DATA_DIR}', () => (raw as Raw).dataDir);
  const packDir = (raw as Raw).packDir.replace('{PACKAGE}', () => packageRoot());
  return { config: { ...(raw as Raw), modelsDir, packDir, publicUrl, allowedOrigins } };
}

function unknownKeys(env: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const known = KEYS.map(envName);
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !OTHER_PROGRAMS.has(name))
    .map((name) => ({ key: name, rule: `is unknown${didYouMean(name, known)}; npm run check-config lists what there is` }));
}

/** Read by the terminal clients, which may share a shell with the service. */
const OTHER_PROGRAMS: ReadonlySet<string> = new Set([`${PREFIX}AGENT_PASSWORD`]);

function readValue(key: Key, given: string | undefined): { readonly value: unknown } | { readonly rule: string } {
  const known: Setting = SETTINGS[key];
  if (given === undefined) return { value: known.value };
  if (given.trim() === '') return { rule: 'is empty; give a value or remove the variable' };
  const value = READERS[typeof known.value]?.(given.trim());
  return value !== undefined && VALIDATORS.get(key)?.Check(value) ? { value } : { rule: rule(known) };
}

const READERS: Readonly<Record<string, (given: string) => unknown>> = {
  number: (given) => (/^-?\d{1,15}$/.test(given) ? Number(given) : undefined),
  boolean: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
  string: (given) => given,
};

function rule({ schema, value }: Setting): string {
  const { minimum, maximum, enum: names } = schema as { minimum?: number; maximum?: number; enum?: readonly string[] };
  if (names !== undefined) return `must be one of ${names.join(', ')}`;
  if (typeof value === 'boolean') return 'must be true or false';
  if (typeof value === 'number') return `must be a whole number from ${minimum} to ${maximum}`;
  return 'must be 1 to 4096 characters long';
}

const originList = (given: string): readonly string[] => [...new Set(given.split(',').map((item) => item.trim()).filter((item) => item !== ''))];

function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { origin, protocol, pathname, search, hash, username } = new URL(url);
  const bare = pathname === '/' && search === '' && hash === '' && username === '';
  return (protocol === 'http:' || protocol === 'https:') && bare ? origin : null;
}

function originProblems(origins: readonly string[], own: string | null): ConfigProblem[] {
  const key = envName('allowedOrigins');
  const wrong = origins.filter((item) => originOf(item) !== item).length;
  const problems: ConfigProblem[] = [];
  if (wrong > 0) problems.push({ key, rule: `has ${wrong} item(s) that no browser sends; write scheme://host or scheme://host:port, lower case, no path, no *, no default port` });
  if (own !== null && !origins.includes(own)) problems.push({ key, rule: 'lacks the origin of PUBLIC_URL, so that the own pages could not connect; add it' });
  return problems;
}

/** An endpoint's key goes into a header, and must not stand in the address, which may be logged. */
function endpointProblems({ embeddingsUrl, embeddingsApiKey }: Partial<Raw>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (embeddingsUrl !== undefined && embeddingsUrl !== 'off' && !isEndpoint(embeddingsUrl)) {
    problems.push({ key: envName('embeddingsUrl'), rule: 'must be off, or http:// or https:// with a host and a path, without a name, a password or a fragment, such as https://api.example.com/v1/embeddings' });
  }
  if (embeddingsApiKey !== undefined && !/^[!-~]+$/.test(embeddingsApiKey)) problems.push({ key: envName('embeddingsApiKey'), rule: 'must be printable ASCII without blanks' });
  return problems;
}

/** Characters of a token that nobody guesses. */
export const METRICS_TOKEN_MIN = 16;

function tokenProblems({ metricsToken }: Partial<Raw>): ConfigProblem[] {
  const fits = metricsToken === undefined || metricsToken === 'none' || (/^[!-~]+$/.test(metricsToken) && metricsToken.length >= METRICS_TOKEN_MIN);
  return fits ? [] : [{ key: envName('metricsToken'), rule: `must be none, or at least ${METRICS_TOKEN_MIN} printable ASCII characters without blanks` }];
}

function isEndpoint(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, hash } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '' && hash === '';
}

/** Rules that tie two settings. */
function crossProblems({ payloadBytesMax, textLengthMax, framesBurstMax, framesPerSecondMax }: Partial<Raw>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (payloadBytesMax !== undefined && textLengthMax !== undefined && payloadBytesMax < textLengthMax * BYTES_PER_UNIT_MAX + FRAME_REST_BYTES) {
    problems.push({ key: envName('payloadBytesMax'), rule: `must be at least ${BYTES_PER_UNIT_MAX} times ${envName('textLengthMax')} plus ${FRAME_REST_BYTES}, so that the longest message fits into a frame` });
  }
  if (framesBurstMax !== undefined && framesPerSecondMax !== undefined && framesBurstMax < framesPerSecondMax) {
    problems.push({ key: envName('framesBurstMax'), rule: `must not be smaller than ${envName('framesPerSecondMax')}` });
  }
  return problems;
}

/** One row per setting; `value` is the default as one would write it. */
export function configTable(): readonly { readonly key: string; readonly value: string; readonly en: string; readonly zh: string }[] {
  return KEYS.map((key) => ({ key: envName(key), value: String(SETTINGS[key].value), en: SETTINGS[key].en, zh: SETTINGS[key].zh }));
}

/** The table as the READMEs hold it between `<!-- config:begin -->` and `<!-- config:end -->`. */
export function configMarkdown(language: 'en' | 'zh'): string {
  const heading = { en: '| Variable | Default | Meaning |', zh: '| 变量 | 默认值 | 含义 |' }[language];
  const rows = configTable().map((row) => `| \`${row.key}\` | \`${row.value}\` | ${row[language]} |`);
  return [heading, '|---|---|---|', ...rows].join('\n');
}
