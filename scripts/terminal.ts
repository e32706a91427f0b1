// What both terminal clients share: lines above a prompt, a password without echo. It knows no frame.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  /** A line above the prompt; what is being typed stays. */
  print(line: string): void;
  /** Each line typed, in order, one at a time; ends with the input. What is typed before the first read waits. */
  lines(): AsyncIterable<string>;
  close(): void;
}

export interface Streams {
  readonly input: Readable & { isTTY?: boolean };
  readonly output: Writable & { isTTY?: boolean };
}

export function createTerminal({ input, output }: Streams, prompt: string): Terminal {
  const reader = createInterface({ input, output, terminal: output.isTTY === true && input.isTTY === true, prompt });
  const shown = output.isTTY === true;
  // Asked for at once: lines that come before the first read would be lost otherwise.
  const typed = reader[Symbol.asyncIterator]();
  return {
    print(line) {
      if (shown) output.write('\r\u001b[2K');
      output.write(`${line}\n`);
      if (shown) reader.prompt(true);
    },
    async *lines() {
      if (shown) reader.prompt();
      for await (const line of typed) {
        yield line.trim();
        if (shown) reader.prompt();
      }
    },
    close: () => reader.close(),
  };
}

const ENTER = ['\r', '\n', '\u0004'];
const BACKSPACE = ['\u007f', '\b'];
const INTERRUPT = '\u0003';

/** Reads a password without showing it. Throws when the input is not a terminal, as an echo could not be prevented. */
export function askHidden(question: string, input: NodeJS.ReadStream, output: Writable): Promise<string> {
  if (!input.isTTY) return Promise.reject(new Error('no terminal to ask for the password; set ZHANGGUI_AGENT_PASSWORD'));
  output.write(question);
  input.setRawMode(true);
  input.resume();
  input.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void) => {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const onData = (data: string) => {
      for (const key of data) {
        if (key === INTERRUPT) return end(() => reject(new Error('cancelled')));
        if (ENTER.includes(key)) return end(() => resolve(typed));
        typed = BACKSPACE.includes(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    input.on('data', onData);
  });
}
