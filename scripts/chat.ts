// A buyer in a terminal: npm run chat -- --url ws://127.0.0.1:8080/ws/buyer [--origin http://…] [--token …]
// Piped input works too: it ends when the last line is answered for. What may be done is in HELP.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { BuyerServerFrame } from '../src/transport/protocol.ts';
import { errorText } from '../src/web/shared/client.js';
import { connectionWords, STATES } from '../src/web/shared/words.js';
import { connectBuyer, type BuyerConnection } from './client.ts';
import { createTerminal, type Streams, type Terminal } from './terminal.ts';

const HELP = `直接输入文字发送；1、2、3… 选择最近一条消息里的选项
/human 转人工   /rate 5 [评价] 评分   /token 显示会话凭证（--token 可继续同一会话）   /help 帮助   /quit 退出`;
/** A piped run waits this long for replies to its last line. */
const LAST_REPLY_MS = 1_000;

type Option = { readonly id: string; readonly title: string };
type Message = Extract<BuyerServerFrame, { type: 'message' }>;

/** Runs until the input ends or /quit. Resolves with the exit code. */
export async function runChat(options: { readonly url: string; readonly origin?: string; readonly token?: string }, streams: Streams): Promise<number> {
  const terminal = createTerminal(streams, '> ');
  let offered: readonly Option[] = [];
  const show = (lines: readonly string[]) => lines.forEach(terminal.print);
  const offer = (options: readonly Option[]) => {
    if (options.length > 0) offered = options;
    return options.map((option, place) => `   ${place + 1}. ${option.title}`);
  };

  const shown: { [Name in BuyerServerFrame['type']]?: (frame: never) => readonly string[] } = {
    message: (frame: Message) => [`${speaker(frame)}${frame.text}`, ...offer(frame.options)],
    state: (frame: Extract<BuyerServerFrame, { type: 'state' }>) => [`—— ${STATES[frame.state]}${frame.agent_name ? ` · ${frame.agent_name}` : ''}${frame.state === 'closed' ? '（/rate 1-5 评分）' : ''}`],
    queue: (frame: Extract<BuyerServerFrame, { type: 'queue' }>) => [`—— 排队中，前面 ${frame.ahead} 位`],
    rated: (frame: Extract<BuyerServerFrame, { type: 'rated' }>) => [`—— 您已评价：${frame.score} 星`],
    error: (frame: Extract<BuyerServerFrame, { type: 'error' }>) => [`！${errorText(frame)}（${frame.code}${frame.retry ? '，自动重试' : ''}）`],
  };
  let greeted = false;
  const connection = connectBuyer({
    ...options,
    onFrame(frame) {
      if (frame.type === 'welcome' && !greeted) {
        greeted = true;
        show([`${frame.shop_name} · ${frame.greeting}`, ...offer(frame.menu)]);
      }
      (shown[frame.type] as ((frame: BuyerServerFrame) => readonly string[]) | undefined)?.(frame).forEach(terminal.print);
      if (frame.type === 'message') connection.buyer.read();
    },
    onStatus(status) {
      const { text } = connectionWords(status);
      if (greeted && text !== '' && status.kind !== 'idle') terminal.print(`—— ${text}`);
    },
  });

  try {
    await connection.welcomed;
    await follow(terminal, connection, () => offered);
    await connection.idle();
    return 0;
  } catch (error) {
    terminal.print(`！${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    connection.close();
    terminal.close();
  }
}

function speaker({ from, agent_name: name }: Message): string {
  const names = { buyer: '我：', bot: '[自动回复] ', system: '[系统] ', agent: `[人工 ${name ?? '客服'}] ` };
  return names[from];
}

async function follow(terminal: Terminal, connection: BuyerConnection, offered: () => readonly Option[]): Promise<void> {
  const { buyer } = connection;
  const commands: Readonly<Record<string, (rest: string) => void>> = {
    '/human': () => { buyer.callHuman(); },
    '/rate': (rest) => {
      const [score = '', ...comment] = rest.split(/\s+/);
      if (/^[1-5]$/.test(score)) buyer.rate(Number(score), comment.join(' '));
      else terminal.print('用法：/rate 1-5 [评价]');
    },
    '/token': () => terminal.print(String(buyer.view().welcome?.token)),
    '/help': () => terminal.print(HELP),
  };
  for await (const line of terminal.lines()) {
    if (line === '') continue;
    if (line === '/quit') return;
    const [name = '', ...rest] = line.split(/\s+/);
    const option = /^\d+$/.test(line) ? offered()[Number(line) - 1] : undefined;
    const command = commands[name];
    if (command) command(rest.join(' '));
    else if (name.startsWith('/')) terminal.print(`没有命令 ${name}\n${HELP}`);
    else if (option) buyer.pick(option);
    else buyer.say(line);
  }
  await connection.idle();
  await new Promise((resolve) => setTimeout(resolve, LAST_REPLY_MS));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'ws://127.0.0.1:8080/ws/buyer' }, origin: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) process.stdout.write(`npm run chat -- --url ws://127.0.0.1:8080/ws/buyer [--origin http://…] [--token …]\n${HELP}\n`);
  else {
    const { url, origin, token } = values;
    process.exitCode = await runChat({ url, ...(origin ? { origin } : {}), ...(token ? { token } : {}) }, { input: process.stdin, output: process.stdout });
  }
}
