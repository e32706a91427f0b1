// The one table of error codes, of frames and HTTP alike: docs/errors.md is made from it and a test holds both together.
// A code never changes its meaning; texts may. Close codes of sockets are in protocol.ts.
import type { RefusalCode } from '../conversation/refused.ts';

interface ErrorEntry {
  /** What happened and what to do, for the developer of a client. */
  readonly message: string;
  /** The same for a person who uses a client. */
  readonly message_zh: string;
  /** HTTP status; also of frames, for the day that they get a route. */
  readonly status: number;
  /** Whether the very same request may succeed later. */
  readonly retry: boolean;
}

const REFUSALS = {
  unknown_conversation: { status: 404, retry: false, message: 'There is no such conversation in this shop; take its id from the desk frame.', message_zh: '没有这个会话。' },
  unknown_option: { status: 409, retry: false, message: 'This option is not offered now; pick one of the newest message or of the menu, or say it in words.', message_zh: '这个选项已失效，请直接输入您的问题。' },
  unknown_agent: { status: 404, retry: false, message: 'No agent of this shop has that name, or the account is disabled.', message_zh: '没有这位客服，或其账号已停用。' },
  unknown_task: { status: 404, retry: false, message: 'There is no such open task; someone may have finished it already.', message_zh: '没有这个待办，可能已被处理。' },
  already_taken: { status: 409, retry: false, message: 'A colleague holds this conversation; send from_colleague to take it over all the same.', message_zh: '该会话已由同事接待，如需接手请确认。' },
  client_msg_id_reused: { status: 409, retry: false, message: 'This client_msg_id names another message that is stored already; give every message an id of its own.', message_zh: '这个消息编号已用于另一条消息，请换一个。' },
  not_yours: { status: 409, retry: false, message: 'Another side holds this conversation; take it first.', message_zh: '该会话不在您名下，请先接入。' },
  conversation_closed: { status: 409, retry: false, message: "The conversation is closed; it opens again with the buyer's next message.", message_zh: '会话已结束，买家再次发言后会重新开始。' },
  transfer_target: { status: 400, retry: false, message: 'A transfer needs exactly one of team and agent_name.', message_zh: '请选择转给一个团队或一位客服（二选一）。' },
  reply_blocked: { status: 422, retry: false, message: 'The compliance gate stopped this reply; findings say which words and why, suggestion is a wording that passes.', message_zh: '这句话含有不能承诺的内容，请修改后再发。' },
  override_not_allowed: { status: 403, retry: false, message: 'Only an administrator or an agent of the supervisors\' team may send a blocked text with override_reason; change the text or ask one of them.', message_zh: '只有主管或管理员可以放行，请修改后再发或请主管处理。' },
  override_never: { status: 422, retry: false, message: 'A finding is of a type that rules/policy.yaml does not list in override.allowed, or the check itself failed; change the text.', message_zh: '这类内容任何人都不能放行，请修改后再发。' },
  override_reason_short: { status: 400, retry: false, message: 'An override_reason needs at least 5 characters that say why this text may be sent.', message_zh: '放行理由至少 5 个字。' },
  override_reason_long: { status: 400, retry: false, message: 'The override_reason is longer than 200 characters; shorten it.', message_zh: '放行理由最多 200 字。' },
  text_too_long: { status: 413, retry: false, message: 'The text is longer than text_length_max of the welcome frame; shorten or split it.', message_zh: '消息太长，请分几条发送。' },
  nothing_masked: { status: 404, retry: false, message: 'The event of this seq is no message with masked parts, or its content was erased; there is nothing to reveal.', message_zh: '这条消息没有可查看的隐藏内容。' },
  visitor_erased: { status: 410, retry: false, message: 'What this visitor said was erased on request and the conversation is over for good; nothing was stored. A buyer\'s socket is closed: forget the token and say hello without one.', message_zh: '聊天记录已按要求删除，本次会话已结束。如需继续咨询，请重新连接。' },
  text_empty: { status: 400, retry: false, message: 'The text holds nothing but blanks.', message_zh: '不能发送空消息。' },
} as const satisfies Record<RefusalCode, ErrorEntry>;

export const ERRORS = {
  ...REFUSALS,
  bad_json: { status: 400, retry: false, message: 'This is not JSON; send one JSON object.', message_zh: '消息格式错误。' },
  bad_frame: { status: 400, retry: false, message: 'The frame does not fit its schema; see docs/asyncapi.json.', message_zh: '消息格式错误。' },
  unknown_frame: { status: 400, retry: false, message: 'There is no frame of this type on this socket; see docs/asyncapi.json.', message_zh: '不支持的消息类型，请更新页面。' },
  binary_frame: { status: 400, retry: false, message: 'Only text frames are spoken; the socket is closed.', message_zh: '不支持二进制消息。' },
  too_fast: { status: 429, retry: true, message: 'Frames come faster than frames_per_second_max; nothing was done, wait and send it again. Going on closes the socket.', message_zh: '发送太快了，请稍后重发。' },
  hello_expected: { status: 400, retry: true, message: 'Send hello first and wait for welcome.', message_zh: '连接尚未就绪，请稍后重试。' },
  hello_repeated: { status: 400, retry: false, message: 'This socket has been welcomed already; open another one for another hello.', message_zh: '连接已建立。' },
  protocol_version: { status: 400, retry: false, message: 'The server does not speak this protocol version; update the client.', message_zh: '页面版本过旧，请刷新。' },
  unknown_token: { status: 401, retry: false, message: 'Nobody has this token; send hello again without a token to begin as a new visitor.', message_zh: '会话凭证无效，请重新开始。' },
  token_expired: { status: 401, retry: false, message: 'The token has expired; send hello again without a token to begin as a new visitor.', message_zh: '会话凭证已过期，请重新开始。' },
  too_many_watched: { status: 409, retry: false, message: 'This socket follows as many conversations as it may; unwatch some.', message_zh: '打开的会话太多，请先关闭一些。' },
  not_accepted: { status: 503, retry: true, message: 'The store could not take it now: nothing was stored. Send it again with the same client_msg_id.', message_zh: '消息没有发送成功，请稍后重发。' },
  fault: { status: 500, retry: true, message: 'Something failed inside the service and was logged. Sending it again with the same client_msg_id is harmless.', message_zh: '系统出了点问题，请稍后重试。' },
  origin: { status: 403, retry: false, message: 'The Origin header is missing or not in ZHANGGUI_ALLOWED_ORIGINS, which is compared exactly.', message_zh: '来源网站未被允许。' },
  service_full: { status: 503, retry: true, message: 'The service holds as many sockets as it may; try again later.', message_zh: '当前访问人数过多，请稍后再试。' },
  draining: { status: 503, retry: true, message: 'The service is stopping or restarting; try again in some seconds.', message_zh: '服务正在重启，请稍后再试。' },
  not_ready: { status: 503, retry: true, message: 'The store cannot be used now.', message_zh: '服务暂不可用，请稍后再试。' },
  bad_request: { status: 400, retry: false, message: 'The request does not fit its schema; see /openapi.json.', message_zh: '请求格式错误。' },
  content_type: { status: 415, retry: false, message: 'Send the body as application/json.', message_zh: '请求格式错误。' },
  body_too_big: { status: 413, retry: false, message: 'The body is larger than payload_bytes_max.', message_zh: '请求内容过大。' },
  metrics_local: { status: 403, retry: false, message: 'Without ZHANGGUI_METRICS_TOKEN only this machine may read /metrics, and not through a proxy; set the token and send it as a bearer token.', message_zh: '未设置指标令牌时只能在本机查看。' },
  metrics_token: { status: 401, retry: false, message: 'Send ZHANGGUI_METRICS_TOKEN as Authorization: Bearer; it is missing or another one.', message_zh: '指标令牌不正确。' },
  csrf: { status: 403, retry: false, message: 'The x-csrf-token header is missing or not that of the session; GET /api/auth/me names it.', message_zh: '页面已失效，请刷新后重试。' },
  not_logged_in: { status: 401, retry: false, message: 'There is no session, or it has ended; POST /api/auth/login first.', message_zh: '请先登录。' },
  forbidden: { status: 403, retry: false, message: 'Only an administrator may do this.', message_zh: '没有权限，请联系管理员。' },
  supervisor_only: { status: 403, retry: false, message: "Only an administrator or an agent of the supervisors' team may do this.", message_zh: '没有权限，请联系主管或管理员。' },
  too_many_exports: { status: 429, retry: true, message: 'Too many evidence packs in a short time; wait for as long as Retry-After says.', message_zh: '导出太频繁，请稍后再试。' },
  evidence_too_long: { status: 413, retry: false, message: 'The conversation is too long to be packed while the service runs; use npm run evidence on its machine.', message_zh: '会话太长，请在服务器上用 npm run evidence 导出。' },
  own_account: { status: 409, retry: false, message: 'An administrator cannot disable the own account; another one has to.', message_zh: '不能停用自己的账号。' },
  bad_credentials: { status: 401, retry: false, message: 'Name or password is wrong, or the account is disabled.', message_zh: '账号或密码错误，或账号已停用。' },
  too_many_attempts: { status: 429, retry: true, message: 'Too many failed logins for this name or from this address; wait for as long as Retry-After says.', message_zh: '失败次数过多，请稍后再试。' },
  name_refused: { status: 422, retry: false, message: 'Buyers would read this name, and it does not pass the compliance gate; choose another.', message_zh: '该名称会展示给买家，没有通过合规检查，请换一个。' },
  name_taken: { status: 409, retry: false, message: 'Another agent of this shop has this name.', message_zh: '该账号名已被使用。' },
  weak_password: { status: 422, retry: false, message: 'A password needs at least 10 characters, at least 4 different ones, and must not hold the name.', message_zh: '密码至少 10 位、至少 4 种不同字符，且不能包含账号名。' },
  knowledge_refused: { status: 422, retry: false, message: 'The knowledge has problems and nothing changed; problems names each with file, line and code.', message_zh: '知识库有问题，没有发布，请按提示修改。' },
  publish_running: { status: 409, retry: true, message: 'Another publish is running; wait until it is done and send it again.', message_zh: '正在发布中，请稍后再试。' },
  publish_failed: { status: 500, retry: true, message: 'The build failed for no fault of the files and was logged; the old knowledge goes on answering.', message_zh: '发布失败，仍在使用原来的知识库，请稍后再试。' },
  too_many_publishes: { status: 429, retry: true, message: 'Too many publishes in a short time; wait for as long as Retry-After says.', message_zh: '发布太频繁，请稍后再试。' },
  lexicon_read_only: { status: 409, retry: false, message: 'The knowledge folder cannot be written to, so the lexicon cannot be kept; edit its files where they come from and publish.', message_zh: '知识库文件夹是只读的，无法保存词库。' },
  lexicon_changed: { status: 409, retry: false, message: 'The lexicon was changed since it was read; GET /api/lexicon and make the change again.', message_zh: '词库已被他人修改，请刷新后重新编辑。' },
  not_found: { status: 404, retry: false, message: 'There is nothing at this address; see /openapi.json.', message_zh: '没有找到。' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Thrown by the transport to answer with a code; `detail` says what exactly and goes to the client, so it never holds secrets. */
export class Denied extends Error {
  override readonly name = 'Denied';
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** What both an error frame and an HTTP error body hold. */
export function errorBody(code: ErrorCode, detail = ''): { readonly code: ErrorCode; readonly message: string; readonly message_zh: string; readonly retry: boolean } {
  const { message, message_zh, retry } = ERRORS[code];
  return { code, message: detail === '' ? message : `${detail} ${message}`, message_zh, retry };
}
