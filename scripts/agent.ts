// An agent in a terminal: npm run agent -- --url http://127.0.0.1:8080 --name admin
// The password is asked for without echo, or taken from ZHANGGUI_AGENT_PASSWORD. Commands are in HELP; what lines look like in agent-view.ts.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { AgentServerFrame } from '../src/transport/protocol.ts';
import { errorText, type AgentClient, type AgentEvent } from '../src/web/shared/client.js';
import { buyerName, connectionWords, TEAMS } from '../src/web/shared/words.js';
import { eventLines, numbered, queueLines, stoppedLines, taskLines } from './agent-view.ts';
import { connectAgent, logIn } from './client.ts';
import { askHidden, createTerminal, type Streams, type Terminal } from './terminal.ts';

const HELP = `/queue 排队与我的会话   /take N 接入（或切换到）第 N 个   直接输入文字或 /reply 文字：回复当前会话
/use 发送合规建议   /transfer ${Object.keys(TEAMS).join('|')}|客服账号 转交   /bot 交回机器人   /close 结束
/find 词 查快捷短语   /tasks 任务   /done N 完成任务   /help 帮助   /quit 退出`;

/** Most and least time for what was typed last to be carried out before leaving. */
const SETTLE_MS = 10_000;
const SETTLE_STEP_MS = 300;
const EVENTS: readonly string[] = ['message', 'state', 'rated', 'handover', 'task'] satisfies readonly AgentEvent['type'][];

interface Desk {
  readonly terminal: Terminal;
  readonly client: AgentClient;
  /** The conversation that plain text goes to. */
  current: string | null;
  /** The last suggestion of the gate, for /use. */
  suggestion: string | null;
}

/** Runs until the input ends, /quit, or the session ends. Resolves with the exit code. */
export async function runAgent(options: { readonly url: string; readonly name: string; readonly password: string }, streams: Streams): Promise<number> {
  const terminal = createTerminal(streams, '> ');
  try {
    const session = await logIn(options.url, options.name, options.password);
    let ended: (code: number) => void = () => undefined;
    const end = new Promise<number>((resolve) => { ended = resolve; });
    let ready: () => void = () => undefined;
    const firstDesk = new Promise<void>((resolve) => { ready = resolve; });
    let status = 'idle';
    const client = connectAgent(options.url, session, {
      onFrame(frame) {
        show(desk, frame);
        if (frame.type === 'desk') ready();
      },
      onChange() {
        const now = client.view().status;
        if (now.kind === status) return;
        status = now.kind;
        const { text } = connectionWords(now);
        if (text !== '' && now.kind !== 'connecting' && now.kind !== 'idle') terminal.print(`—— ${text}`);
        if (now.kind === 'stopped') ended(1);
      },
      onRefused(httpStatus) {
        if (httpStatus >= 500) return;
        terminal.print(`！服务器拒绝连接（HTTP ${httpStatus}）：请检查 ZHANGGUI_ALLOWED_ORIGINS`);
        ended(1);
      },
    });
    const desk: Desk = { terminal, client, current: null, suggestion: null };
    client.start();
    const code = await Promise.race([end, firstDesk.then(() => follow(desk)).then(async (result) => { await settled(client); return result; })]);
    client.stop();
    await session.logOut().catch(() => undefined);
    return code;
  } catch (error) {
    terminal.print(`！${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    terminal.close();
  }
}

function show(desk: Desk, frame: AgentServerFrame): void {
  const { terminal, client } = desk;
  const print = (lines: readonly string[]) => lines.forEach(terminal.print);
  if (frame.type === 'welcome') terminal.print(`${frame.shop_name} · ${frame.agent_name} 已上线（/help 看命令）`);
  if (EVENTS.includes(frame.type)) print(ofConversation(desk, frame as AgentEvent));
  if (frame.type === 'done') terminal.print(`✓ ${frame.request}`);
  if (frame.type === 'ack' && frame.warnings.length > 0) terminal.print(`✓ 已发送，请注意：${frame.warnings.map((finding) => `“${finding.words}” ${finding.reason}`).join('；')}`);
  if (frame.type === 'found') {
    print(frame.items.length === 0 ? ['没有找到，换个词试试'] : frame.items.map((item) => `  ${item.title}：${item.text}`));
  }
  if (frame.type === 'desk') announce(desk);
  if (frame.type === 'error') {
    const item = client.view().outbox.find((candidate) => candidate.id === frame.client_msg_id);
    desk.suggestion = frame.suggestion ?? desk.suggestion;
    print(item ? stoppedLines(item) : [`！${errorText(frame)}（${frame.code}）`]);
    if (item?.status === 'refused' || item?.status === 'failed') client.discard(item.id);
  }
}

/** Piped input ends before its last line is answered for. */
async function settled(client: AgentClient): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  do await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS));
  while (Date.now() < deadline && client.view().outbox.some(({ status }) => status === 'pending' || status === 'sent'));
}

/** Events of the chat at hand in full; of another held chat only what the buyer says from now on. */
function ofConversation(desk: Desk, event: AgentEvent): readonly string[] {
  if (event.conversation_id === desk.current) {
    desk.client.read(event.conversation_id);
    return eventLines(event, Date.now());
  }
  const since = desk.client.view().chat(event.conversation_id)?.ticket?.seq ?? Infinity;
  return event.type === 'message' && event.from === 'buyer' && event.seq > since ? [`（${buyerName(event.conversation_id)}）${event.text}`] : [];
}

const waitingBefore = new WeakMap<Desk, ReadonlySet<string>>();

function announce(desk: Desk): void {
  const { waiting, mine } = desk.client.view().desk;
  const before = waitingBefore.get(desk);
  const isNew = waiting.some((ticket) => !before?.has(ticket.conversation_id));
  waitingBefore.set(desk, new Set(waiting.map((ticket) => ticket.conversation_id)));
  if (!before || isNew) queueLines(desk.client.view(), Date.now()).forEach(desk.terminal.print);
  for (const ticket of mine) desk.client.watch(ticket.conversation_id);
}

async function follow(desk: Desk): Promise<number> {
  const { terminal } = desk;
  for await (const line of terminal.lines()) {
    if (line === '/quit') return 0;
    if (line === '') continue;
    const [name = '', ...words] = line.split(/\s+/);
    const command = name.startsWith('/') ? COMMANDS[name] : (owner: Desk) => reply(owner, line);
    if (command) command(desk, words.join(' '));
    else terminal.print(`没有命令 ${name}\n${HELP}`);
  }
  return 0;
}

type Command = (desk: Desk, rest: string) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  '/help': ({ terminal }) => terminal.print(HELP),
  '/queue': ({ terminal, client }) => queueLines(client.view(), Date.now()).forEach(terminal.print),
  '/tasks': ({ terminal, client }) => taskLines(client.view().desk.tasks, Date.now()).forEach(terminal.print),
  '/take': take,
  '/reply': reply,
  '/use': (desk) => {
    if (desk.suggestion === null) desk.terminal.print('没有可用的建议');
    else reply(desk, desk.suggestion);
  },
  '/transfer': (desk, rest) => onCurrent(desk, (id) => desk.client.transfer(id, Object.hasOwn(TEAMS, rest) ? { team: rest } : { agentName: rest })),
  '/bot': (desk) => onCurrent(desk, (id) => desk.client.returnToBot(id)),
  '/close': (desk) => onCurrent(desk, (id) => desk.client.close(id)),
  '/find': (desk, rest) => sent(desk, rest !== '' && desk.client.find(rest)),
  '/done': (desk, rest) => {
    const task = desk.client.view().desk.tasks[Number(rest) - 1];
    if (task) sent(desk, desk.client.finishTask(task.task_id));
    else desk.terminal.print('没有这个任务，/tasks 看编号');
  },
};

function take(desk: Desk, rest: string): void {
  const { client, terminal } = desk;
  const ticket = numbered(client.view())[Number(rest) - 1];
  if (!ticket) return terminal.print('没有这个编号，/queue 看编号');
  const id = ticket.conversation_id;
  const known = client.view().chat(id);
  desk.current = id;
  // What was followed already is not sent again, so it is shown from here.
  for (const event of known?.events ?? []) eventLines(event, Date.now()).forEach(terminal.print);
  sent(desk, client.take(id));
}

function reply(desk: Desk, text: string): void {
  onCurrent(desk, (id) => {
    desk.suggestion = null;
    if (text !== '') desk.client.reply(id, text);
    return true;
  });
}

function onCurrent(desk: Desk, action: (id: string) => boolean): void {
  if (desk.current === null) desk.terminal.print('还没有接入会话，先 /take N');
  else sent(desk, action(desk.current));
}

function sent(desk: Desk, done: boolean): void {
  if (!done) desk.terminal.print('！没有发出：网络未连接或内容为空');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: { url: { type: 'string', default: 'http://127.0.0.1:8080' }, name: { type: 'string', default: 'admin' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) process.stdout.write(`npm run agent -- --url http://127.0.0.1:8080 --name admin\n${HELP}\n`);
  else {
    const password = process.env['ZHANGGUI_AGENT_PASSWORD'] ?? await askHidden(`${values.name} 的密码：`, process.stdin, process.stdout);
    process.exitCode = await runAgent({ url: values.url, name: values.name, password }, { input: process.stdin, output: process.stdout });
  }
}
