// Asks an OpenAI-compatible embeddings endpoint over connections that stay open. node:http and not fetch, which closes an idle
// connection after 4 s: with TLS the next message would spend its deadline on the handshake. It follows no redirect: texts and
// the key go to the address that was configured and to no other.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { answerBytesMax, EmbeddingsFailed, readVectors } from './answer.ts';

/** Idle connections kept for the next message. */
const IDLE_CONNECTIONS = 4;

export interface Endpoint {
  /** Of the endpoint itself, such as https://api.example.com/v1/embeddings. */
  readonly url: string;
  readonly model: string;
  /** Null: no Authorization header. Never logged. */
  readonly apiKey: string | null;
}

export interface EmbeddingsClient {
  /** One vector of length 1 per text, in their order, within `ms`. Rejects with EmbeddingsFailed, also when aborted or closed. */
  embed(texts: readonly string[], ms: number, signal?: AbortSignal): Promise<readonly Float32Array[]>;
  /** What is under way fails. */
  close(): void;
}

export function createClient({ url, model, apiKey }: Endpoint): EmbeddingsClient {
  const secure = new URL(url).protocol === 'https:';
  const options = { keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS };
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const request = secure ? httpsRequest : httpRequest;
  let closed = false;

  function post(body: string, bytesMax: number, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json', accept: 'application/json', 'content-length': Buffer.byteLength(body),
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      };
      const fail = (error: NodeJS.ErrnoException): void => reject(error instanceof EmbeddingsFailed ? error : new Lost(error.code ?? error.name, sent.reusedSocket));
      const sent = request(url, { method: 'POST', agent, headers, signal }, (answer) => {
        collect(answer, bytesMax).then(resolve, (error: NodeJS.ErrnoException) => {
          answer.destroy();
          fail(error);
        });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  }

  async function ask(body: string, bytesMax: number, signal: AbortSignal): Promise<string> {
    try {
      return await post(body, bytesMax, signal);
    } catch (error) {
      // The other side may close an idle connection at the moment when it is used again: that says nothing about the endpoint.
      if (error instanceof Lost && error.reused && !signal.aborted && !closed) return post(body, bytesMax, signal);
      throw error;
    }
  }

  return {
    async embed(texts, ms, signal) {
      if (closed) throw new EmbeddingsFailed('network', 'closed');
      const body = JSON.stringify({ model, input: texts, encoding_format: 'float' });
      const bytesMax = answerBytesMax(texts.length);
      return limited(ms, signal, async (stop) => readVectors(await ask(body, bytesMax, stop), texts.length));
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/** The connection failed; `code` is the system's or Node's. */
class Lost extends EmbeddingsFailed {
  readonly reused: boolean;

  constructor(code: string, reused: boolean) {
    super('network', code);
    this.reused = reused;
  }
}

async function collect(answer: IncomingMessage, bytesMax: number): Promise<string> {
  if (answer.statusCode !== 200) throw new EmbeddingsFailed('status', String(answer.statusCode));
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new EmbeddingsFailed('nonsense', `the answer is longer than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Not AbortSignal.any, which in Node 20 holds on to each signal for as long as the outer one lives. */
async function limited<T>(ms: number, outer: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const inner = new AbortController();
  const stop = (): void => inner.abort();
  const timer = setTimeout(stop, ms).unref();
  outer?.addEventListener('abort', stop, { once: true });
  try {
    if (outer?.aborted) stop();
    return await run(inner.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}
