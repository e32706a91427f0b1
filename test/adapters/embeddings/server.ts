// A small embeddings endpoint for tests: a real HTTP server that answers, errs or hangs as it is told, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export const DIMENSION = 96;

/** Texts with characters in common come out near each other. */
export function vectorOf(text: string, dimension = DIMENSION): readonly number[] {
  const vector = Array.from({ length: dimension }, () => 0.01);
  for (const character of text) vector[(character.codePointAt(0)! * 2_654_435_761) % 4_294_967_296 % dimension]! += 1;
  return vector;
}

export interface Request {
  readonly texts: readonly string[];
  readonly model: string;
  readonly authorization: string | undefined;
}

type Answer = (request: Request, response: ServerResponse) => void;

const listOf = (vectors: readonly (readonly unknown[])[]): string =>
  JSON.stringify({ object: 'list', data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })) });
const body = (text: (request: Request) => string): Answer => (request, response) => { response.setHeader('content-type', 'application/json'); response.end(text(request)); };
const wrong = (change: (vector: readonly number[]) => readonly unknown[]): Answer => body(({ texts }) => listOf(texts.map((text) => change(vectorOf(text)))));

/** By name, what an endpoint may do. */
export const ANSWERS = {
  ok: body(({ texts }) => listOf(texts.map((text) => vectorOf(text)))),
  backwards: body(({ texts }) => JSON.stringify({ data: texts.map((text, index) => ({ index, embedding: vectorOf(text) })).reverse() })),
  slow: (request, response) => { setTimeout(() => ANSWERS.ok(request, response), 400).unref(); },
  'status 500': (_, response) => { response.statusCode = 500; response.end('{"error":"broken"}'); },
  'a redirect': (_, response) => { response.statusCode = 307; response.setHeader('location', '/elsewhere'); response.end(); },
  'not JSON': body(() => '<html>busy</html>'),
  'JSON of another shape': body(() => '{"data":"none"}'),
  'null': body(() => 'null'),
  'an empty list': body(() => '{"data":[]}'),
  'too many vectors': body(({ texts }) => listOf([...texts, 'more'].map((text) => vectorOf(text)))),
  'an index twice': body(({ texts }) => JSON.stringify({ data: texts.map((text) => ({ index: 1, embedding: vectorOf(text) })) })),
  'another dimension': body(({ texts }) => listOf(texts.map((text) => vectorOf(text, DIMENSION + 1)))),
  'numbers that are none': body(({ texts }) => listOf(texts.map((text) => vectorOf(text))).replace(/0\.01/, 'NaN')),
  'numbers beyond all bounds': body(({ texts }) => listOf(texts.map((text) => vectorOf(text))).replace(/0\.01/, '1e999')),
  'null among the numbers': wrong((vector) => [null, ...vector.slice(1)]),
  'a vector of zeros': wrong((vector) => vector.map(() => 0)),
  'an answer without end': (_, response) => {
    const more = (): void => { if (!response.destroyed) response.write('[0,'.repeat(30_000), () => setImmediate(more)); };
    more();
  },
  'a hanging connection': () => undefined,
  'half an answer': (_, response) => { response.setHeader('content-length', '1000'); response.write('{"data":['); setTimeout(() => response.destroy(), 20).unref(); },
  'a cut connection': (_, response) => { response.destroy(); },
} satisfies Record<string, Answer>;
export type AnswerName = keyof typeof ANSWERS;

export interface EmbeddingsServer {
  readonly url: string;
  readonly requests: Request[];
  /** How many connections were opened. */
  readonly connections: number;
  answer: AnswerName;
  /** Whether a connection serves a single request. */
  impatient: boolean;
  /** All texts asked for so far. */
  texts(): readonly string[];
  /** Takes the server down; `up` brings it back to the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Ends each connection when a second request comes over it, as a server does whose patience with idle ones has just run out. */
const used = new WeakSet<Socket>();
function refusesUsed(response: ServerResponse): boolean {
  const socket = response.socket!;
  if (!used.has(socket)) {
    used.add(socket);
    return false;
  }
  socket.destroy();
  return true;
}

export async function startServer(): Promise<EmbeddingsServer> {
  const requests: Request[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let answer: AnswerName = 'ok';
  let impatient = false;
  const server = createServer((incoming, response) => {
    if (impatient && refusesUsed(response)) return;
    void readRequest(incoming).then((request) => {
      requests.push(request);
      (ANSWERS[answer] as Answer)(request, response);
    });
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/embeddings`, requests,
    get connections() { return connections; },
    get answer() { return answer; },
    set answer(name) { answer = name; },
    get impatient() { return impatient; },
    set impatient(yes) { impatient = yes; },
    texts: () => requests.flatMap(({ texts }) => texts),
    down: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
    up: () => listen(port),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  let text = '';
  for await (const chunk of incoming as AsyncIterable<Buffer>) text += chunk.toString();
  const { input, model } = JSON.parse(text) as { input: readonly string[]; model: string };
  return { texts: input, model, authorization: incoming.headers.authorization };
}
